"""Proof of xml.toml."""

import xml.dom.expatbuilder
import xml.dom.minidom
import xml.dom.pulldom
import xml.etree.cElementTree
import xml.etree.ElementTree as ElementTree
import xml.parsers.expat
import xml.sax
import xml.sax.expatreader
import xml.sax.handler
import xml.sax.saxutils


def trees(source, text):
    ElementTree.parse(source)  # sink: xml-entities; pass
    ElementTree.iterparse(source)  # sink: xml-entities; pass
    ElementTree.XML(text)  # sink: xml-entities; pass
    ElementTree.XMLID(text)  # sink: xml-entities; pass
    ElementTree.fromstring(text)  # sink: xml-entities; pass
    ElementTree.fromstringlist([text])  # sink: xml-entities; pass
    ElementTree.ElementTree(file=source)  # sink: xml-entities; pass
    ElementTree.ElementTree().parse(source)  # sink: xml-entities; pass
    xml.etree.cElementTree.fromstring(text)  # alias


def fed(text):
    parser = ElementTree.XMLParser()
    parser.feed(text)  # sink: xml-entities; pass
    parser.close().find("a")  # pass; alias
    puller = ElementTree.XMLPullParser(["end"])
    puller.feed(text)  # sink: xml-entities; pass
    puller.read_events()  # pass


def trees_hold_elements(source, text):
    ElementTree.parse(source).find("a")  # alias
    ElementTree.ElementTree(file=source).find("a")  # alias
    ElementTree.ElementTree().parse(source).find("a")  # alias
    ElementTree.ElementTree(file=source).getroot().find("a")  # alias
    ElementTree.XML(text).find("a")  # alias
    ElementTree.fromstring(text).find("a")  # alias
    ElementTree.fromstringlist([text]).find("a")  # alias
    root = ElementTree.Element("root")
    ElementTree.SubElement(root, "a").find("b")  # alias
    root.find("a").find("b")  # alias
    root.getroot().find("b")  # alias
    for child in root:
        child.find("b")  # alias
    for child in root.iter():
        child.find("b")  # alias
    for child in root.findall("a"):
        child.find("b")  # alias
    for child in root.iterfind("a"):
        child.find("b")  # alias


def search(expression, name):
    root = ElementTree.Element("root")
    root.find(expression)  # sink: xpath; pass
    root.findall(expression)  # sink: xpath; pass
    root.findtext(expression)  # sink: xpath; pass
    root.iterfind(expression)  # sink: xpath; pass
    root.getroot()  # pass
    root.get(name)  # pass
    root.items()  # pass
    root.iter()  # pass
    root.itertext()  # pass


def build(name, value):
    root = ElementTree.Element(name)  # pass
    ElementTree.SubElement(root, name)  # pass
    root.append(value)  # pass
    root.set(name, value)  # pass
    ElementTree.tostring(root)  # pass
    ElementTree.tostringlist(root)  # pass


def documents(source, text):
    xml.dom.minidom.parse(source)  # sink: xml-entities; pass
    xml.dom.minidom.parseString(text)  # sink: xml-entities; pass
    xml.dom.pulldom.parse(source)  # sink: xml-entities; pass
    xml.dom.pulldom.parseString(text)  # sink: xml-entities; pass
    xml.dom.expatbuilder.parse(source)  # sink: xml-entities; pass
    xml.dom.expatbuilder.parseString(text)  # sink: xml-entities; pass
    xml.sax.parse(source, None)  # sink: xml-entities
    xml.sax.parseString(text, None)  # sink: xml-entities


def external_entities(source, text):
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, True)  # store; constant
    parser.getFeature(xml.sax.handler.feature_external_pes)  # load; constant
    parser.parse(source)  # sink: xml; sink: xml-entities
    parser.feed(text)  # sink: xml; sink: xml-entities
    xml.dom.minidom.parse(source, parser)  # sink: xml
    xml.dom.minidom.parseString(text, parser)  # sink: xml
    xml.dom.pulldom.parse(source, parser=parser)  # sink: xml
    xml.dom.pulldom.parseString(text, parser=parser)  # sink: xml


def other_parsers(source, text):
    xml.sax.expatreader.create_parser().parse(source)  # alias
    reader = xml.sax.expatreader.ExpatParser()
    reader.setFeature(xml.sax.expatreader.handler.feature_external_ges, False)  # alias; constant
    xml.parsers.expat.ParserCreate().Parse(text)  # sink: xml-entities
    xml.parsers.expat.ParserCreate().ParseFile(source)  # sink: xml-entities


def escaped(text):
    xml.sax.saxutils.escape(text)  # clean: html
    xml.sax.saxutils.quoteattr(text)  # clean: html
    xml.sax.saxutils.unescape(text)  # pass
