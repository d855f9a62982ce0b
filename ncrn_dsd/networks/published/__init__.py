"""The Neural CRN experiments of Nagipogu & Reif as their programs carry them out."""
