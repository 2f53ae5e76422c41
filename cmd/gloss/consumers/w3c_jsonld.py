"""PyLD expands Web Annotations to RDF's terms: python w3c_jsonld.py GLOSS.jsonl FILE.jsonld LOSSES.json

The context that a page names is at the W3C; what a page uses of it is said here, so
that nothing is fetched. A term that it does not know would be lost in expansion.
"""
import json
import sys

from pyld import jsonld

from gold import Check, Gold

OA, RDF, DC, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/terms/", "http://www.w3.org/ns/activitystreams#"
RDFS, FOAF, XSD = "http://www.w3.org/2000/01/rdf-schema#", "http://xmlns.com/foaf/0.1/", "http://www.w3.org/2001/XMLSchema#"
CONTEXT = {
    "id": "@id", "type": "@type", "rdfs": RDFS,
    "Annotation": OA + "Annotation", "TextualBody": OA + "TextualBody", "Person": FOAF + "Person",
    "TextQuoteSelector": OA + "TextQuoteSelector", "TextPositionSelector": OA + "TextPositionSelector",
    "AnnotationPage": AS + "OrderedCollectionPage", "items": {"@id": AS + "items", "@type": "@id", "@container": "@list"},
    "tagging": OA + "tagging", "commenting": OA + "commenting", "classifying": OA + "classifying", "linking": OA + "linking",
    "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"}, "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
    "body": {"@id": OA + "hasBody", "@type": "@id"}, "target": {"@id": OA + "hasTarget", "@type": "@id"},
    "source": {"@id": OA + "hasSource", "@type": "@id"}, "selector": {"@id": OA + "hasSelector", "@type": "@id"},
    "exact": OA + "exact", "prefix": OA + "prefix", "suffix": OA + "suffix", "start": {"@id": OA + "start", "@type": XSD + "nonNegativeInteger"},
    "end": {"@id": OA + "end", "@type": XSD + "nonNegativeInteger"}, "value": RDF + "value", "format": "http://purl.org/dc/elements/1.1/format",
    "creator": {"@id": DC + "creator", "@type": "@id"}, "created": {"@id": DC + "created", "@type": XSD + "dateTime"}, "name": FOAF + "name",
}


def load(url, options=None):
    assert url == "http://www.w3.org/ns/anno.jsonld", url
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": {"@context": CONTEXT}}


def one(node, term):
    return node[term][0]["@value"]


gold, check = Gold(sys.argv[1], sys.argv[3]), Check("pyld")
page = jsonld.expand(json.load(open(sys.argv[2], encoding="utf-8")), {"documentLoader": load})
check.equal("pages", len(page), 1)
check.equal("the type of the page", page[0]["@type"], [AS + "OrderedCollectionPage"])
texts, spans, links, labels, notes = {}, {}, {}, {}, {}
for a in page[0][AS + "items"][0]["@list"]:
    check.equal(a["@id"] + " is an annotation", a["@type"], [OA + "Annotation"])
    label, targets = None, a[OA + "hasTarget"]
    for body in a.get(OA + "hasBody", []):
        purpose = body[OA + "hasPurpose"][0]["@id"]
        if purpose == OA + "tagging":
            label = one(body, RDF + "value")
        elif purpose == OA + "commenting":
            notes[a["@id"]] = one(body, RDF + "value")
        elif purpose == OA + "classifying":
            check.equal(a["@id"] + " names its attribute", one(body, RDFS + "label") != "", True)
    places = []
    for t in targets:
        for source in t.get(OA + "hasSource", [t] if RDF + "value" in t else []):
            if RDF + "value" in source:
                check.equal(source["@id"] + " is a text", source["@type"], [OA + "TextualBody"])
                texts[source["@id"]] = one(source, RDF + "value")
        if OA + "hasSelector" in t:
            quote, position = t[OA + "hasSelector"]
            start, end = one(position, OA + "start"), one(position, OA + "end")
            text = texts[t[OA + "hasSource"][0]["@id"]]
            check.equal(f"{start} to {end} are the quote", text[start:end], one(quote, OA + "exact"))
            places.append((start, end))
    if places:
        spans[a["@id"]] = (places[0][0], places[-1][1], label)
    elif len(targets) == 2:
        links[a["@id"]] = (targets[0]["@id"], targets[1]["@id"], label)
    elif label:
        labels[a["@id"]] = label
urn = "urn:uuid:".__add__
for want in gold.documents:
    check.equal(want["id"] + " text", texts.get(urn(want["id"])), want["text"])
kept = [(s, f) for d in gold.documents for f in ("spans", "links", "labels") for s in gold.kept(d, f)]
check.equal("spans", spans, {urn(s["id"]): (s["start"], s["end"], s["label"]) for s, f in kept if f == "spans"})
check.equal("links", links, {urn(s["id"]): (urn(s["from"]), urn(s["to"]), s["label"]) for s, f in kept if f == "links"})
check.equal("labels", labels, {urn(s["id"]): s["label"] for s, f in kept if f == "labels"})
check.equal("notes", notes, {urn(s["id"]): s["note"] for s, f in kept if s.get("note")})
check.done()
