package jsonfile

import "io"

// Lines writes JSON Lines.
type Lines struct{ W io.Writer }

// Add writes a value on a line of its own.
func (l Lines) Add(v any) error {
	b, err := Marshal(v)
	if err != nil {
		return err
	}
	_, err = l.W.Write(append(b, '\n'))
	return err
}

// Array writes values as the elements of an array, each on a line of its own.
type Array struct {
	W io.Writer
	// Head and Tail stand around the elements, "[" and "]" when empty.
	Head, Tail string

	some bool
}

// Add writes a value.
func (a *Array) Add(v any) error {
	b, err := Marshal(v)
	if err != nil {
		return err
	}
	lead := ",\n"
	if !a.some {
		lead = a.head() + "\n"
	}
	a.some = true
	_, err = a.W.Write(append([]byte(lead), b...))
	return err
}

// Close writes what ends the array.
func (a *Array) Close() error {
	end := "\n]\n"
	if a.Tail != "" {
		end = "\n" + a.Tail + "\n"
	}
	if !a.some {
		end = a.head() + end
	}
	_, err := io.WriteString(a.W, end)
	return err
}

func (a *Array) head() string {
	if a.Head == "" {
		return "["
	}
	return a.Head
}
