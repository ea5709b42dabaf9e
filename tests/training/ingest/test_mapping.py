"""Mapping files say which column is what and which category is which; wrong ones are refused with a sentence."""

import pytest

from training.ingest.mapping import MappingError, parse_mapping, read_mapping, shipped_mappings
from triage.domain.vocabulary import Category


def test_every_shipped_mapping_can_be_read():
    """Zendesk, Freshdesk, Zammad, Jira and our own names."""
    assert {"zendesk", "freshdesk", "zammad", "jira", "plain"} <= set(shipped_mappings())
    for name in shipped_mappings():
        assert set(read_mapping(name).categories.values()) <= {category.value for category in Category}


def test_category_names_are_compared_without_case_and_blanks():
    """People do not type categories the same way twice."""
    mapping = parse_mapping("columns: {body: text, category: kind}\ncategories: {'Site  Down': site_down}", "m.yaml")
    assert mapping.label_of(" site down ") == "site_down"
    assert mapping.label_of("training") == "training"
    assert mapping.label_of("billing") is None


def test_any_label_is_taken_as_it_is_when_the_mapping_says_so():
    """Public sets have labels of their own."""
    mapping = parse_mapping("labels: any\ncolumns: {body: text, category: kind}", "m.yaml")
    assert mapping.label_of("card_arrival") == "card_arrival"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("columns: [", "not YAML"),
        ("nonsense: 1", "nonsense"),
        ("columns: {body: text}", "category"),
        ("columns: {category: kind}", "subject or body"),
        ("columns: {body: b, category: c, colour: d}", "colour"),
        ("columns: {body: b, category: c}\ncategories: {bug: key_funtion}", "key_funtion"),
        ("columns: {body: b, category: c}\ncategories: [bug]", "table"),
        ("columns: {body: b, category: c}\ncategories: {Outage: [site_down]}", "site_down"),
        ("columns: {body: b, category: c}\ncategories: {Yes: site_down}", "quotes"),
        ("columns: {body: b, category: c}\ncategories: {Bug: content, Bug: training}", "there twice"),
        ("columns: {body: b, category: c}\ncategories: {Bug: content, bug: training}", "there twice"),
        ("columns: {body: b, category: c}\nignore: 5", "ignore: a list"),
        ("columns: {body: b, category: c}\nignore: Spam", "ignore: a list"),
        ("columns: {body: b, category: c}\nignore: [no]", "quotes"),
        ("columns: {subject: , body: b, category: c}", "subject: None is no name"),
        ("columns: {body: b, category: c}\nmultiple: no thanks", "true or false"),
    ],
)
def test_wrong_mappings_are_refused_with_the_reason(text, fault):
    """The message names the file and what is wrong."""
    with pytest.raises(MappingError, match=fault) as refused:
        parse_mapping(text, "m.yaml")
    assert "m.yaml" in str(refused.value)


def test_a_mapping_in_another_encoding_is_told(tmp_path):
    """As an editor of long ago saves it."""
    path = tmp_path / "m.yaml"
    path.write_bytes("columns: {body: b, category: c}\ncategories: {Störung: site_down}".encode("cp1252"))
    with pytest.raises(MappingError, match="not UTF-8"):
        read_mapping(str(path))


def test_an_unknown_mapping_tells_the_shipped_ones():
    """A typing mistake in the name is easy to mend."""
    with pytest.raises(MappingError, match="zendesk"):
        read_mapping("zendsk")
