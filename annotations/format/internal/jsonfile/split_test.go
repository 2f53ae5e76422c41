package jsonfile

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"
)

// same holds what takes JSON apart against encoding/json.
func same(t *testing.T, b []byte) {
	t.Helper()
	if !json.Valid(b) || !utf8.Valid(b) || loneSurrogate(b) { // Check refuses them
		return
	}
	var want map[string]json.RawMessage
	err := json.Unmarshal(b, &want)
	got, gotErr := Checked(b)
	if (err == nil && want != nil) != (gotErr == nil) {
		t.Fatalf("%s: %v, json says %v", b, gotErr, err)
	}
	if len(want) != len(got) {
		t.Fatalf("%s: %v, json says %v", b, got, want)
	}
	for key, raw := range want {
		if !bytes.Equal(got[key], raw) {
			t.Fatalf("%s: %q is %s, json says %s", b, key, got[key], raw)
		}
		taken(t, raw, new(string), new(string))
		taken(t, raw, new(*string), new(*string))
		taken(t, raw, new(Name), new(Name))
		taken(t, raw, new(Offset), new(Offset))
		taken(t, raw, new(*Offset), new(*Offset))
		taken(t, raw, new(Object), new(Object))
		taken(t, raw, new([]Object), new([]Object))
		taken(t, raw, new([]string), new([]string))
		taken(t, raw, new([][2]int), new([][2]int))
		taken(t, raw, new([]json.RawMessage), new([]json.RawMessage))
	}
}

// taken holds Take against encoding/json. Both leave what they cannot read.
func taken(t *testing.T, raw json.RawMessage, got, want any) {
	t.Helper()
	err := json.Unmarshal(raw, want)
	gotErr := Object{"k": raw}.Take("k", got)
	if (err == nil) != (gotErr == nil) || err == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%s as %T: %v, %v; json says %v, %v", raw, got, reflect.ValueOf(got).Elem(), gotErr, reflect.ValueOf(want).Elem(), err)
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		`{}`, ` { "a" : 1 , "b":[ 1,"x]",{"c":"\"}"} ],"a":null} `, `{"\u0061":"\\\"\u00e9","b":["x","\n"],"c":[{"d":[]},{}],"e":"3","f":3.0,"g":true,"h":-1}`,
		`{"a":"\\"}`, `{"":[null],"x":{"y":{"z":[[[]]]}}}`, `{"a":[{"b":1},null],"n":2147483648,"m":012}`, `{"a":[[0,1],[2,3]],"b":[[0],[1,2]],"c":-1.5e3}`, `[]`, `null`, `"{"`, `5`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { same(t, b) })
}
