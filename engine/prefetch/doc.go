// Package prefetch asks the processor to bring memory into its caches before it is
// needed, without waiting for it. It has no effect on what a program computes, and
// does nothing on processors other than amd64 and arm64.
package prefetch
