"""Wells that tell a failing part from a working one."""
