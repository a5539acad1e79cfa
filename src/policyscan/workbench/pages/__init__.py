"""The pages of the workbench; a module is one page, or the pages of one subject."""
