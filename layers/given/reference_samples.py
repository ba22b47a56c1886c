"""Sampled points with their true class, against which a map is judged."""

from layers.samples import SAMPLE_FIELDS
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="reference_samples",
    title=Text("验证样本", "Reference samples"),
    form=Form.SAMPLES,
    sensitivity=Sensitivity.INTERNAL,
    reference="Olofsson et al. 2014, RSE 148:42-57; Stehman 2014, IJRS 35:4923-4939",
    fields=SAMPLE_FIELDS,
    code_systems=("worldcover", "tree_mask", "clcd", "igbp", "raba_lulc"),
    code_field="code",
    colour="#9a5a5a",
)
