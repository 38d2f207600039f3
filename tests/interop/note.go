// Verifies with the Go checksum database's own code a checkpoint (a signed note), the
// inclusion of one entry and the consistency of two checkpoints.
//
//	go run note.go FOLDER
//
// FOLDER holds log.json: {"vkey", "checkpoint", "older", "entry", "index", "inclusion",
// "consistency"}, hashes and the entry in base64.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type artefacts struct {
	Vkey        string   `json:"vkey"`
	Checkpoint  string   `json:"checkpoint"`
	Older       string   `json:"older"`
	Entry       string   `json:"entry"`
	Index       int64    `json:"index"`
	Inclusion   []string `json:"inclusion"`
	Consistency []string `json:"consistency"`
}

// tree opens a checkpoint and gives its size and root; c2sp.org/tlog-checkpoint names the lines.
func tree(text string, verifier note.Verifier) (int64, tlog.Hash) {
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		log.Fatalf("checkpoint: %v", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		log.Fatalf("checkpoint: not of the origin %q", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		log.Fatalf("checkpoint size: %v", err)
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		log.Fatalf("checkpoint root: %v", err)
	}
	return size, root
}

func hashes(texts []string) []tlog.Hash {
	found := make([]tlog.Hash, 0, len(texts))
	for _, text := range texts {
		hash, err := tlog.ParseHash(text)
		if err != nil {
			log.Fatalf("hash %q: %v", text, err)
		}
		found = append(found, hash)
	}
	return found
}

func main() {
	log.SetFlags(0)
	data, err := os.ReadFile(filepath.Join(os.Args[1], "log.json"))
	if err != nil {
		log.Fatal(err)
	}
	var given artefacts
	if err := json.Unmarshal(data, &given); err != nil {
		log.Fatal(err)
	}
	verifier, err := note.NewVerifier(given.Vkey)
	if err != nil {
		log.Fatalf("vkey: %v", err)
	}
	size, root := tree(given.Checkpoint, verifier)
	olderSize, olderRoot := tree(given.Older, verifier)
	entry, err := base64.StdEncoding.DecodeString(given.Entry)
	if err != nil {
		log.Fatalf("entry: %v", err)
	}
	inclusion := tlog.RecordProof(hashes(given.Inclusion))
	if err := tlog.CheckRecord(inclusion, size, root, given.Index, tlog.RecordHash(entry)); err != nil {
		log.Fatalf("inclusion: %v", err)
	}
	consistency := tlog.TreeProof(hashes(given.Consistency))
	if err := tlog.CheckTree(consistency, size, root, olderSize, olderRoot); err != nil {
		log.Fatalf("consistency: %v", err)
	}
	fmt.Printf("{\"size\": %d, \"older\": %d, \"index\": %d}\n", size, olderSize, given.Index)
}
