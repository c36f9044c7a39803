package luabind

// This file decides what a script may read.

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A root is a directory or a file that a script may read.
type root struct {
	path string // absolute, as it was named
	real string // without symbolic links; "" if it does not exist
}

// newRoot returns the root of a path.
func newRoot(path string) root {
	abs, err := filepath.Abs(path)
	if err != nil {
		return root{path: path}
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		real = ""
	}
	return root{abs, real}
}

// holds reports whether path is dir or below it.
func holds(dir, path string) bool {
	if dir == "" {
		return false
	}
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// addRoots allows the script's directory, those of --allow-read, and the files
// and directories that were typed on the command line as parameters.
func (rt *Runtime) addRoots() {
	rt.roots = []root{newRoot(rt.dir)}
	for _, dir := range rt.opt.AllowRead {
		rt.roots = append(rt.roots, newRoot(dir))
	}
	for _, p := range rt.opt.Params {
		if _, err := os.Stat(p.Value); err == nil && p.Value != "" {
			rt.roots = append(rt.roots, newRoot(p.Value))
		}
	}
}

// resolve returns the absolute path of a file that the script names. A relative
// path is looked for under the script's directory, then under the working
// directory, but first under the latter if it was typed on the command line.
func (rt *Runtime) resolve(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	here := filepath.Join(rt.dir, name)
	there, err := filepath.Abs(name)
	if err != nil || !rt.mayName(there) {
		return here
	}
	if rt.typed(name) || !exists(here) && exists(there) {
		return there
	}
	return here
}

// typed reports whether a parameter on the command line has the value.
func (rt *Runtime) typed(value string) bool {
	for _, p := range rt.opt.Params {
		if p.Value == value {
			return true
		}
	}
	return false
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// mayName reports whether a path, links not followed, is under a root.
func (rt *Runtime) mayName(path string) bool {
	for _, r := range rt.roots {
		if holds(r.path, path) || holds(r.real, path) {
			return true
		}
	}
	return false
}

// A refusal says why a file can't be read.
type refusal struct {
	code    string // ESANDBOX: it is none of the script's business; EIO: it isn't there
	message string
}

// Error implements error.
func (r *refusal) Error() string { return r.message }

// canRead returns the absolute path of a file or directory that the script
// names, without symbolic links. The error is a *refusal; it does not tell
// whether there is anything outside of the sandbox.
func (rt *Runtime) canRead(name string, isDir bool) (string, error) {
	path := rt.resolve(name)
	if !rt.mayName(path) {
		return "", forbidden(name, path, isDir, "it is outside of the script's directory")
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", &refusal{EIO, name + ": " + reason(err)}
	}
	for _, r := range rt.roots {
		if holds(r.real, real) {
			return real, nil
		}
	}
	return "", forbidden(name, real, isDir, "it is a link to "+real+", outside of the script's directory")
}

func forbidden(name, path string, isDir bool, why string) error {
	if !isDir {
		path = filepath.Dir(path)
	}
	return &refusal{ESANDBOX, fmt.Sprintf("%s: not allowed to read, %s; allow it by --allow-read %s", name, why, path)}
}

// reason returns the part of a file error that does not depend on the machine.
func reason(err error) string {
	if e, ok := err.(*fs.PathError); ok {
		err = e.Err
	}
	return err.Error()
}

// open opens a regular file that the script names. The error is a *refusal.
func (rt *Runtime) openFile(name string) (*os.File, error) {
	path, err := rt.canRead(name, false)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, &refusal{EIO, name + ": " + reason(err)}
	case info.IsDir():
		return nil, &refusal{EIO, name + ": is a directory, want a file"}
	case !info.Mode().IsRegular():
		return nil, &refusal{EIO, name + ": is not a regular file"}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &refusal{EIO, name + ": " + reason(err)}
	}
	return f, nil
}

// readFile returns the text of a file that the script names. The error is a
// *refusal.
func (rt *Runtime) readFile(name string) ([]byte, error) {
	f, err := rt.openFile(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, &refusal{EIO, name + ": " + reason(err)}
	}
	return text, nil
}

// refuseFile reports an error about a file. A *refusal has its own code; any
// other error is one of code EIO. It raises the error; in the mode Check it
// notes the error, pushes poison and returns 1.
func (rt *Runtime) refuseFile(L *lua.LState, err error) int {
	code := EIO
	var r *refusal
	if errors.As(err, &r) {
		code = r.code
	}
	return rt.report(L, rt.newError(L, code, "%s", err))
}

// raiseFile raises an error about a file in any mode.
func (rt *Runtime) raiseFile(L *lua.LState, err error) {
	code := EIO
	var r *refusal
	if errors.As(err, &r) {
		code = r.code
	}
	rt.raise(L, code, "%s", err)
}

// isForbidden reports whether err is a refusal of the sandbox.
func isForbidden(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.code == ESANDBOX
}
