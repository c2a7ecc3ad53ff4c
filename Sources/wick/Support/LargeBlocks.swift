import CMalloc

/// The C library's allocator in commands that run for days.
enum LargeBlocks {
    /// From now on blocks of 1 MiB and more go back to the system when they are freed. The library otherwise raises that limit with
    /// each that it sees freed, and keeps what a start needed to read a week: 7 MB of two instruments. Costs commands that allocate
    /// much at once (an import) a twentieth of their time, so they go without.
    static func giveBack() { mallopt(M_MMAP_THRESHOLD, 1 << 20) }
}
