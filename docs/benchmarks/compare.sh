#!/bin/bash
# The figures of compare.md about time and memory: stored comparison, series, and raw comparison beside memcmp.
#
#   compare.sh KEXSHOT REPOSITORY FIRST SECOND [ROUNDS]
#
# KEXSHOT is the toolkit's command; run `kexshot share-classes DUMP` once before. FIRST and SECOND are snapshots of one boot in
# REPOSITORY, of which the facts in its cache are deleted, so that some figures are of a first time, and made again. Writes both as ELF files to $TMPDIR and deletes them at the end; needs cc, /usr/bin/time and a
# Java compiler. On a machine that does other things meanwhile, compare processor seconds, and the least of many rounds.
set -euo pipefail
(($# >= 4)) || { sed -n '2,/^set/p' "$0" | sed '$d; s/^# \?//' >&2; exit 2; }
kexshot=$1 repository=$2 first=$3 second=$4 rounds=${5:-5}
lib=$(cd "$(dirname "$(readlink -f "$kexshot")")/../lib" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

timed() { # NAME COMMAND...
    local name=$1
    shift
    /usr/bin/time -a -o "$work/$name.times" -f '%e %U %S %M' "$@" >"$work/$name.out"
}

summary() { # NAME
    awk '{ print $2 + $3, $1, $4 }' "$work/$1.times" | sort -n | awk -v name="$1" '
        { cpu[NR] = $1; if ($3 > most) most = $3 }
        END { printf "%-14s %.2f s of processors (least %.2f), at most %d MiB\n", name, cpu[int((NR + 1) / 2)], cpu[1], most / 1024 }'
}

hundred=() # in the order in which they were taken; else all are read twice
for ((i = 0; i < 50; i++)); do hundred+=("$first"); done
for ((i = 0; i < 50; i++)); do hundred+=("$second"); done

for ((i = 0; i < rounds; i++)); do
    rm -rf "$repository/cache/facts"
    timed diff-first "$kexshot" diff --repository "$repository" "$first" "$second"
    timed diff "$kexshot" diff --repository "$repository" "$first" "$second"
    timed objects "$kexshot" ps --repository "$repository" "$first"
    timed start "$kexshot" --version
done
rm -rf "$repository/cache/facts"
timed series-first "$kexshot" timeline --repository "$repository" "${hundred[@]}"
timed series-of-100 "$kexshot" timeline --repository "$repository" "${hundred[@]}"
for name in diff-first diff objects start series-first series-of-100; do summary "$name"; done

# Pages alone, in this process, when the code is compiled.
cat >"$work/Pages.java" <<'JAVA'
import java.nio.file.Path;
import org.kexshot.diff.page.MemoryComparison;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.store.Repository;

public class Pages {
  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[1]);
    if (arguments[0].equals("stored")) {
      Repository repository = Repository.open(Path.of(arguments[2]));
      run("stored pages", rounds,
          repository.compare(repository.find(arguments[3]), repository.find(arguments[4])));
      return;
    }
    try (Dump one = DumpFiles.open(Path.of(arguments[2]));
        Dump other = DumpFiles.open(Path.of(arguments[3]))) {
      for (int threads : new int[] {1, Runtime.getRuntime().availableProcessors()}) {
        run("raw pages, %d".formatted(threads), rounds,
            new MemoryComparison(one.memory(), other.memory(), threads));
      }
    }
  }

  private static void run(String name, int rounds, PageComparison pages) throws Exception {
    long least = Long.MAX_VALUE;
    long firstTime = 0;
    long[] changed = new long[1];
    for (int i = 0; i < rounds; i++) {
      changed[0] = 0;
      long start = System.nanoTime();
      pages.forEachRun((change, frame, count) ->
          changed[0] += change.name().equals("CHANGED") ? count : 0);
      long took = System.nanoTime() - start;
      firstTime = i == 0 ? took : firstTime;
      least = Math.min(least, took);
    }
    System.out.printf("%-14s %.1f ms at first, %.1f ms at best, %d pages changed%n",
        name, firstTime / 1e6, least / 1e6, changed[0]);
  }
}
JAVA
warm=$((40 * rounds))
java=(java -XX:+UseSerialGC -cp "$lib/*" "$work/Pages.java")
"${java[@]}" stored "$warm" "$repository" "$first" "$second"

"$kexshot" export "$first" "$work/first.elf" --repository "$repository" --format elf -d 0 >/dev/null
"$kexshot" export "$second" "$work/second.elf" --repository "$repository" --format elf -d 0 >/dev/null
"${java[@]}" raw "$warm" "$work/first.elf" "$work/second.elf"

# Pages of the same physical address, of files that are mapped, by one thread and by as many as the comparison has.
cat >"$work/compare.c" <<'C'
#include <elf.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

struct dump { const unsigned char *bytes; size_t size; const Elf64_Phdr *segments; int count; };

static struct dump map(const char *name) {
    struct stat status;
    int file = open(name, O_RDONLY);
    if (file < 0 || fstat(file, &status)) { perror(name); exit(1); }
    void *bytes = mmap(NULL, status.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (bytes == MAP_FAILED) { perror(name); exit(1); }
    const Elf64_Ehdr *header = bytes;
    struct dump dump = {bytes, status.st_size, (const void *)((char *)bytes + header->e_phoff), header->e_phnum};
    return dump;
}

/* The segment of the file that has the page; begins to look at the one that had the last. */
static const unsigned char *page(const struct dump *dump, Elf64_Addr address, int *at) {
    for (int i = 0; i < dump->count; i++, *at = (*at + 1) % dump->count) {
        const Elf64_Phdr *segment = &dump->segments[*at];
        if (segment->p_type == PT_LOAD && address - segment->p_paddr < segment->p_filesz)
            return dump->bytes + segment->p_offset + (address - segment->p_paddr);
    }
    return NULL;
}

enum { PART_PAGES = 1024 };
struct part { pthread_t thread; const struct dump *one, *other; long number, threads, changed, compared; };

/* Every threads-th part of a thousand pages, beginning with its own. */
static void *compare(void *arguments) {
    struct part *part = arguments;
    long pages = 0;
    int at = 0;
    for (int i = 0; i < part->one->count; i++) {
        const Elf64_Phdr *segment = &part->one->segments[i];
        for (size_t done = 0; segment->p_type == PT_LOAD && done + 4096 <= segment->p_filesz; done += 4096) {
            if (pages++ / PART_PAGES % part->threads != part->number) continue;
            const unsigned char *there = page(part->other, segment->p_paddr + done, &at);
            if (!there) continue;
            part->compared++;
            part->changed += memcmp(part->one->bytes + segment->p_offset + done, there, 4096) != 0;
        }
    }
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 5) return 2;
    int threads = atoi(arguments[4]);
    double first_time = 0, least = 1e9;
    long changed = 0, compared = 0;
    for (int round = 0, rounds = atoi(arguments[1]); round < rounds; round++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        struct dump one = map(arguments[2]), other = map(arguments[3]);
        changed = compared = 0;
        struct part parts[threads];
        for (int i = 0; i < threads; i++) {
            parts[i] = (struct part){.one = &one, .other = &other, .number = i, .threads = threads};
            if (pthread_create(&parts[i].thread, NULL, compare, &parts[i])) { perror("thread"); return 1; }
        }
        for (int i = 0; i < threads; i++) {
            pthread_join(parts[i].thread, NULL);
            changed += parts[i].changed;
            compared += parts[i].compared;
        }
        munmap((void *)one.bytes, one.size);
        munmap((void *)other.bytes, other.size);
        clock_gettime(CLOCK_MONOTONIC, &end);
        double took = (end.tv_sec - start.tv_sec) * 1e3 + (end.tv_nsec - start.tv_nsec) / 1e6;
        if (round == 0) first_time = took;
        if (took < least) least = took;
    }
    printf("memcmp, %-6d %.1f ms at first, %.1f ms at best, %ld pages changed of %ld in both files\n",
           threads, first_time, least, changed, compared);
}
C
cc -O2 -pthread -o "$work/compare" "$work/compare.c"
for threads in 1 "$(nproc)"; do "$work/compare" "$warm" "$work/first.elf" "$work/second.elf" "$threads"; done
