#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sorts more rows than memory should hold: runs of them go to a file without a name, and are merged. Owns that file.
final class RowSpill<Row: BitwiseCopyable> {
    /// Rows of a run: some ten megabytes.
    private let capacity: Int
    /// Rows of each run that are in memory while runs are merged.
    private let portion: Int
    private let areInOrder: (Row, Row) -> Bool
    private var waiting: [Row] = []
    private var runs: [Run] = []
    private var file: UnsafeMutablePointer<FILE>?
    private var written = 0

    private struct Run {
        /// Rows, from the file's beginning.
        var next: Int
        let end: Int
        var rows: [Row] = []
        var index = 0
    }

    init(capacity: Int = 100_000, portion: Int = 1024, areInOrder: @escaping (Row, Row) -> Bool) {
        self.capacity = max(1, capacity)
        self.portion = max(1, portion)
        self.areInOrder = areInOrder
    }

    deinit { if let file { fclose(file) } }

    func add(_ row: Row) throws(DumpError) {
        waiting.append(row)
        if waiting.count >= capacity { try write() }
    }

    /// To be called once, behind the last row.
    func finish() throws(DumpError) {
        waiting.sort(by: areInOrder)
        if file == nil {
            runs = [Run(next: 0, end: 0, rows: waiting)]
        } else {
            try write()
            guard let file, fflush(file) == 0 else { throw failure }
        }
        waiting = []
    }

    /// The next row in order; nil behind the last.
    func next() throws(DumpError) -> Row? {
        var best: Int?
        for index in runs.indices {
            if runs[index].index == runs[index].rows.count { try read(index) }
            guard let row = head(index) else { continue }
            if let chosen = best, let other = head(chosen), !areInOrder(row, other) { continue }
            best = index
        }
        guard let best, let row = head(best) else { return nil }
        runs[best].index += 1
        return row
    }

    private func head(_ index: Int) -> Row? {
        runs[index].index < runs[index].rows.count ? runs[index].rows[runs[index].index] : nil
    }

    private var failure: DumpError { .sorting(reason: String(cString: strerror(errno))) }

    private func write() throws(DumpError) {
        guard !waiting.isEmpty else { return }
        waiting.sort(by: areInOrder)
        if file == nil { file = Self.open() }
        guard let file else { throw failure }
        let count = waiting.withUnsafeBytes { fwrite($0.baseAddress, MemoryLayout<Row>.stride, waiting.count, file) }
        guard count == waiting.count else { throw failure }
        runs.append(Run(next: written, end: written + count))
        written += count
        waiting.removeAll(keepingCapacity: true)
    }

    /// The next portion of a run, where there is one.
    private func read(_ index: Int) throws(DumpError) {
        let run = runs[index]
        let count = min(portion, run.end - run.next)
        guard count > 0, let file else { return }
        guard fseek(file, run.next * MemoryLayout<Row>.stride, SEEK_SET) == 0 else { throw failure }
        var isWhole = false
        runs[index].rows = [Row](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = fread(buffer.baseAddress, MemoryLayout<Row>.stride, count, file)
            isWhole = initialized == count
        }
        guard isWhole else { throw failure }
        runs[index].index = 0
        runs[index].next += count
    }

    private static func open() -> UnsafeMutablePointer<FILE>? {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array("\(folder)/wick-import-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { return nil }
        unlink(name)
        guard let file = fdopen(descriptor, "w+b") else {
            close(descriptor)
            return nil
        }
        return file
    }
}
