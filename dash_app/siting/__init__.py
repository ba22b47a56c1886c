"""The page of a siting: a question moved by hand, the proven choice, the ground on a map."""
