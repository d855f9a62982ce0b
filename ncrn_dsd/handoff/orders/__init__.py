"""What is bought, and in which form the vendor wants it.

In come strands with what is drawn of them, out come scales, plates, order sheets and a bill. Read
`scales.py` first, then `order_files.py`.
"""
