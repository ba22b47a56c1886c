"""The page of the case register: a list, a card with the steps as a form, the ground on a map."""
