// Package worker is what learns beside a page: a Worker hears messages about texts
// and changes, and says what it proposes for the text that is on the screen.
//
// Messages are plain values with a short form in bytes, so that a page and its
// worker, two programs without common memory, can send them. A Worker does its work
// in small units (Worker.Work), between which it hears what is new. When it has
// none left its model is the one that is built anew from the same texts and logs.
package worker
