"""The pages of the studio, by what one does on them."""
