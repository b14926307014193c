"""HTTP: `/uploads`, `/datasets`, `/records`, `/media`."""
