import CMalloc

/// The C library's allocator in commands that run for days.
enum FreeMemory {
    /// From now on blocks of 256 KiB and more go back to the system when they are freed. The library otherwise raises that limit with
    /// each that it sees freed, and keeps what a start needed to read a week: 7 MB of two instruments. Costs commands that allocate
    /// much at once (an import) a twentieth of their time, so they go without.
    static func giveBackLargeBlocks() { mallopt(M_MMAP_THRESHOLD, 1 << 18) }

    /// One heap for all threads. Each further one takes 64 MiB of address space at once, which a limit (`ulimit -v`) may not leave; commands whose work is done by
    /// another process lose nothing.
    static func keepOneHeap() { mallopt(M_ARENA_MAX, 1) }

    /// Gives back every page that holds nothing now, as after a start that read a week.
    static func trim() { malloc_trim(0) }
}
