// Package annotations holds what Gloss is about: documents, the spans that
// people label in them, and the log of changes from which every screen, every
// device and every dataset derives the same set of annotations.
//
// It is pure. Nothing here reads a clock, a file or a network, so the same log
// gives the same result in the browser, on the server and in a test.
//
// Offsets are UTF-8 bytes throughout (text.Byte). Package annotations/text is
// the one place where they are turned into code points or UTF-16 units.
package annotations
