"""Our own domain-level enumerator, after Badelt et al., J. R. Soc. Interface 17:20190866 (2020)."""
