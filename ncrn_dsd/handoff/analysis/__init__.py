"""What to do with measurements: templates, predicted curves and fits.

In come simulations and what a plate reader measured, out come curves, templates and fits. Read
`predicted.py` first; `leak_script.py` goes into a package as it is.
"""
