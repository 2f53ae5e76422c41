package annotations

// Project is a body of documents that are labelled with one schema.
type Project struct {
	ID         ProjectID  `json:"id"`
	Name       string     `json:"name"`
	Schema     Schema     `json:"labels"`
	Attributes Attributes `json:"attributes,omitempty"`
	Guidelines Guidelines `json:"guidelines,omitzero"`
	Stamp      Stamp      `json:"stamp"` // of the last change of the name
}

// Guidelines tell annotators in Markdown what counts.
type Guidelines struct {
	Text  string `json:"text"`
	Stamp Stamp  `json:"stamp"` // of the last edit
}

// Equal reports whether two states of a project are the same.
func (p Project) Equal(other Project) bool {
	return p.ID == other.ID && p.Name == other.Name && p.Stamp == other.Stamp && p.Guidelines == other.Guidelines &&
		p.Schema.Equal(other.Schema) && p.Attributes.Equal(other.Attributes)
}

// Merge returns the project that two replicas agree on: the later name, the
// later guidelines, the merged labels and attributes.
func (p Project) Merge(other Project) Project {
	if p.Stamp.Less(other.Stamp) {
		p.Name, p.Stamp = other.Name, other.Stamp
	}
	if p.Guidelines.Stamp.Less(other.Guidelines.Stamp) {
		p.Guidelines = other.Guidelines
	}
	p.Schema = p.Schema.Merge(other.Schema)
	p.Attributes = p.Attributes.Merge(other.Attributes)
	return p
}

// Next is a stamp above all in the project, for an edit.
func (p Project) Next(by ReplicaID) Stamp {
	top := max(p.Stamp.N, p.Guidelines.Stamp.N, p.Schema.Top().N)
	for _, a := range p.Attributes {
		top = max(top, a.Stamp.N)
	}
	return Stamp{N: top + 1, Replica: by}
}

// ForDataset returns an annotation with the names that the project now gives to its
// label, its attributes and its choices, as datasets hold it.
func (p Project) ForDataset(a Annotation) Annotation {
	if a.Label.Reserved() {
		return p.reserved(a, func(id LabelID) LabelID { return LabelID(p.Schema.NameOf(id)) })
	}
	a.Label = LabelID(p.Schema.NameOf(a.Label))
	return a.translate(func(v Value) Value {
		if attribute, ok := p.Attributes.Find(v.Attribute); ok {
			v.Attribute, v.Text = AttributeID(attribute.Name), attribute.OptionName(v.Text)
		}
		return v
	})
}

// FromDataset is the inverse of ForDataset: an annotation of a dataset with the IDs of the
// project. label finds the label of a name, for what labels of that kind are given
// to. Attributes that the project does not know keep their names.
func (p Project) FromDataset(a Annotation, label func(LabelID, LabelKind) LabelID) Annotation {
	if a.Label.Reserved() {
		return p.reserved(a, func(name LabelID) LabelID { return label(name, SpanLabel) })
	}
	a.Label = label(a.Label, a.Target.Kind())
	return a.translate(func(v Value) Value {
		if attribute, ok := p.Attributes.Named(string(v.Attribute)); ok {
			v.Attribute, v.Text = attribute.ID, attribute.OptionNamed(v.Text)
		}
		return v
	})
}

// reserved translates the value of a refused proposal, which is a label.
func (p Project) reserved(a Annotation, label func(LabelID) LabelID) Annotation {
	if a.Label != LabelRefused {
		return a
	}
	return a.translate(func(v Value) Value {
		if v.Attribute == ValueAttribute {
			v.Text = string(label(LabelID(v.Text)))
		}
		return v
	})
}

func (a Annotation) translate(f func(Value) Value) Annotation {
	var values []Value
	for _, v := range a.Values {
		values = append(values, f(v))
	}
	a.Values = SortValues(values)
	return a
}
