// Package edit is a line editor for blocks of Lua on a terminal.
//
// It has two halves. The pure half knows nothing of terminals: a [Buffer] holds
// the text and the cursor, a [History] what was typed before, an [Editor] says
// what each [Key] does, and its Frame says what the screen should look like. The
// other half is the [Terminal]: it reads keys, all of them and all the time, so
// that nothing that is typed ahead is lost, and it draws frames.
//
// It knows Lua's words and brackets, and asks a [Language] for the rest.
package edit
