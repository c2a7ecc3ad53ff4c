import CMalloc

/// The C library's allocator in commands that run for days.
enum FreeMemory {
    /// From now on blocks of 256 KiB and more go back to the system when they are freed. The library otherwise raises that limit with
    /// each that it sees freed, and keeps what a start needed to read a week: 7 MB of two instruments. Costs commands that allocate
    /// much at once (an import) a twentieth of their time, so they go without.
    static func giveBackLargeBlocks() { mallopt(M_MMAP_THRESHOLD, 1 << 18) }

    /// Gives back every page that holds nothing now, as after a start that read a week.
    static func trim() { malloc_trim(0) }
}
