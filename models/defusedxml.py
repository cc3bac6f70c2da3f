"""Proof of defusedxml.toml."""

import defusedxml.cElementTree
import defusedxml.ElementTree
import defusedxml.lxml
import defusedxml.minidom
import defusedxml.pulldom
import defusedxml.sax


def opened(data):
    defusedxml.cElementTree.fromstring(data, forbid_external=False)  # alias; sink: xml
    defusedxml.lxml.fromstring(data, forbid_external=False)  # alias; sink: xml
    defusedxml.ElementTree.parse(data, forbid_external=False)  # sink: xml
    defusedxml.ElementTree.iterparse(data, forbid_external=False)  # sink: xml
    defusedxml.ElementTree.fromstring(data, forbid_external=False)  # sink: xml
    defusedxml.ElementTree.XML(data, forbid_external=False)  # sink: xml
    defusedxml.minidom.parse(data, forbid_external=False)  # sink: xml
    defusedxml.minidom.parseString(data, forbid_external=False)  # sink: xml
    defusedxml.pulldom.parse(data, forbid_external=False)  # sink: xml
    defusedxml.pulldom.parseString(data, forbid_external=False)  # sink: xml
    defusedxml.sax.parse(data, None, forbid_external=False)  # sink: xml
    defusedxml.sax.parseString(data, None, forbid_external=False)  # sink: xml


def expanded(data):
    defusedxml.ElementTree.parse(data, forbid_entities=False)  # sink: xml-entities
    defusedxml.ElementTree.iterparse(data, forbid_entities=False)  # sink: xml-entities
    defusedxml.ElementTree.fromstring(data, forbid_entities=False)  # sink: xml-entities
    defusedxml.ElementTree.XML(data, forbid_entities=False)  # sink: xml-entities
    defusedxml.minidom.parse(data, forbid_entities=False)  # sink: xml-entities
    defusedxml.minidom.parseString(data, forbid_entities=False)  # sink: xml-entities
    defusedxml.pulldom.parse(data, forbid_entities=False)  # sink: xml-entities
    defusedxml.pulldom.parseString(data, forbid_entities=False)  # sink: xml-entities
    defusedxml.sax.parse(data, None, forbid_entities=False)  # sink: xml-entities
    defusedxml.sax.parseString(data, None, forbid_entities=False)  # sink: xml-entities


def files(name):
    defusedxml.ElementTree.parse(name)  # sink: path
    defusedxml.minidom.parse(name)  # sink: path
    defusedxml.pulldom.parse(name)  # sink: path
    defusedxml.sax.parse(name, None)  # sink: path


def parsed(data, path):
    defusedxml.ElementTree.parse(data).find(path)  # pass; alias
    defusedxml.ElementTree.iterparse(data)  # pass
    root = defusedxml.ElementTree.fromstring(data)  # pass
    defusedxml.ElementTree.fromstring(data).find(path)  # alias
    defusedxml.ElementTree.XML(data).find(path)  # pass; alias
    defusedxml.ElementTree.tostring(root)  # pass
    defusedxml.minidom.parse(data)  # pass
    defusedxml.minidom.parseString(data)  # pass
    defusedxml.pulldom.parse(data)  # pass
    defusedxml.pulldom.parseString(data)  # pass
