"""Proof of lxml.toml."""

import lxml.html
import lxml.html.clean
import lxml_html_clean
from lxml import etree, objectify


def parsers(data):
    open_parser = etree.XMLParser(resolve_entities=True)  # pass
    etree.XMLParser(load_dtd=True)  # pass
    pull = etree.XMLPullParser(resolve_entities=True)  # pass
    etree.XMLPullParser(load_dtd=True)  # pass
    compatible = etree.ETCompatXMLParser(resolve_entities=True)  # pass
    etree.ETCompatXMLParser(load_dtd=True)  # pass
    open_parser.feed(data)  # sink: xml
    pull.feed(data)  # alias; sink: xml
    compatible.feed(data)  # alias; sink: xml
    etree.XMLParser().feed(data)  # sink: xml-entities


def opened(data):
    parser = etree.XMLParser(resolve_entities=True)
    etree.fromstring(data, parser)  # sink: xml
    etree.fromstringlist([data], parser)  # sink: xml
    etree.XML(data, parser=parser)  # sink: xml
    etree.parse(data, parser)  # sink: xml
    objectify.fromstring(data, parser)  # sink: xml
    objectify.parse(data, parser)  # sink: xml
    etree.iterparse(data, resolve_entities=True)  # sink: xml


def with_definitions(data):
    parser = etree.XMLParser(load_dtd=True)
    etree.fromstring(data, parser)  # sink: xml
    etree.fromstringlist([data], parser)  # sink: xml
    etree.XML(data, parser=parser)  # sink: xml
    etree.parse(data, parser)  # sink: xml
    objectify.fromstring(data, parser)  # sink: xml
    objectify.parse(data, parser)  # sink: xml


def expanded(data):
    etree.fromstring(data)  # sink: xml-entities
    etree.fromstringlist([data])  # sink: xml-entities
    etree.XML(data)  # sink: xml-entities
    etree.parse(data)  # sink: xml-entities
    objectify.fromstring(data)  # sink: xml-entities
    objectify.parse(data)  # sink: xml-entities
    etree.iterparse(data)  # sink: xml-entities


def as_page(data):
    return etree.parse(data, lxml.html.HTMLParser())  # alias


def from_files(name):
    etree.parse(name)  # sink: path
    etree.iterparse(name)  # sink: path
    objectify.parse(name)  # sink: path
    lxml.html.parse(name)  # sink: path


def trees(data, path):
    etree.fromstring(data).xpath(path)  # pass; alias; sink: xpath
    etree.fromstringlist([data]).xpath(path)  # pass; alias; sink: xpath
    etree.XML(data).xpath(path)  # pass; alias; sink: xpath
    etree.HTML(data).xpath(path)  # pass; alias; sink: xpath
    objectify.fromstring(data).xpath(path)  # pass; alias; sink: xpath
    lxml.html.fromstring(data).xpath(path)  # pass; alias; sink: xpath
    lxml.html.document_fromstring(data).xpath(path)  # pass; alias; sink: xpath
    lxml.html.fragment_fromstring(data).xpath(path)  # pass; alias; sink: xpath
    etree.parse(data).xpath(path)  # pass; alias; sink: xpath
    objectify.parse(data).xpath(path)  # pass; alias; sink: xpath
    lxml.html.parse(data).xpath(path)  # pass; alias; sink: xpath
    etree.iterparse(data)  # pass


def made(path):
    root = etree.Element("root")
    root.xpath(path)  # alias; sink: xpath
    etree.SubElement(root, "leaf").xpath(path)  # alias; sink: xpath
    etree.ElementTree(root).xpath(path)  # alias; sink: xpath
    root.getroottree().xpath(path)  # alias; sink: xpath
    etree.parse("a.xml").getroot().xpath(path)  # alias; sink: xpath
    root.find("leaf").xpath(path)  # alias; sink: xpath
    for child in root:
        child.xpath(path)  # alias; sink: xpath


def queries(path):
    root = etree.fromstring("<a/>")
    root.xpath(path)  # sink: xpath; pass
    root.find(path)  # sink: xpath; pass
    root.findall(path)  # sink: xpath; pass
    root.findtext(path)  # sink: xpath; pass
    root.iterfind(path)  # sink: xpath; pass
    root.get("name")  # pass
    root.iter()  # pass
    root.itertext()  # pass
    root.text_content()  # pass
    tree = etree.parse("a.xml")
    tree.xpath(path)  # sink: xpath; pass
    tree.find(path)  # sink: xpath; pass
    tree.findall(path)  # sink: xpath; pass
    tree.findtext(path)  # sink: xpath; pass
    tree.iterfind(path)  # sink: xpath; pass
    tree.getroot()  # pass
    tree.iter()  # pass


def compiled(path, tree):
    etree.XPath(path)(tree)  # sink: xpath; pass
    etree.ETXPath(path)(tree)  # sink: xpath; pass
    etree.XPathEvaluator(tree)(path)  # sink: xpath; pass


def texts(tree, value):
    etree.tostring(tree)  # pass
    etree.tounicode(tree)  # pass
    lxml.html.tostring(tree)  # pass
    root = etree.Element("root")
    root.set("name", value)  # pass
    return root


def styled(sheet, tree):
    etree.XSLT(sheet)(tree)  # sink: xslt; pass


def cleaned(page):
    lxml.html.clean.clean_html(page)  # clean: html
    lxml.html.clean.Cleaner().clean_html(page)  # clean: html
    lxml_html_clean.clean_html(page)  # alias; clean: html
