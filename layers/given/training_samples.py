"""Places of known land cover that the classifier learns from."""

from layers.samples import SAMPLE_FIELDS
from sinkmap.layer import Form, Given, Sensitivity
from sinkmap.text import Text

LAYER = Given(
    id="training_samples",
    title=Text("训练样本", "Training samples"),
    form=Form.SAMPLES,
    sensitivity=Sensitivity.INTERNAL,
    reference="points or polygons of a code system of sinkmap/classes",
    fields=SAMPLE_FIELDS[:2],
    code_systems=("worldcover", "clcd", "igbp", "raba_lulc"),
    code_field="code",
    colour="#8a5a9a",
)
