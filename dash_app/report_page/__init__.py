"""The page of the annual report: figures by district beside the map, changed parcels by cause, and
the steps from draft to confirmation."""
