"""What to do with measurements: templates, predicted curves and fits."""
