import Glibc
import WickDomain
import WickStore

/// Measures the store. `store-prepare` makes the file that `store-matrix` and `store-open` read.
struct StoreWorkload {
    /// A year of minutes, nearly.
    static let matrixRows = 500_000
    static let insertedMinutes = 100_000

    private let path: String

    init(folder: String) { path = folder + "/store.db" }

    func run(_ name: String) throws -> String {
        switch name {
        case "store-prepare": try prepare()
        case "store-sample": try sample()
        case "store-insert": try insert()
        case "store-matrix": try matrix()
        case "store-open": try open()
        case "store-contention": try StoreContention(path: path).run()
        default: throw BenchFailure(why: "no workload '\(name)'")
        }
    }

    private func prepare() throws -> String {
        try StoreInput.fill(path, minutes: Self.matrixRows).close()
        var status = stat()
        stat(path, &status)
        return "{\"workload\":\"store-prepare\",\"rows\":\(2 * Self.matrixRows),\"file_bytes\":\(status.st_size)}"
    }

    /// A small store in which every query of docs/store.md finds something.
    private func sample() throws -> String {
        let path = path + ".sample"
        let store = try StoreInput.fill(path, minutes: 5000)
        let input = try StoreInput()
        try store.write(input.correctionsAndPredictions())
        try store.close()
        return "{\"workload\":\"store-sample\",\"path\":\"\(path)\"}"
    }

    /// Candles and vectors that lie ready, into a new file.
    private func insert() throws -> String {
        let path = path + ".inserted"
        let store = try StoreInput.fill(path, minutes: 0)
        var input = try StoreInput()
        let batches = (0..<Self.insertedMinutes / 5000).map { _ in input.batch(minutes: 5000) }
        let measured = try measure {
            for batch in batches { try store.write(batch) }
        }
        try store.close()
        return json("store-insert", measured, "\"rows\":\(Self.insertedMinutes)")
    }

    private func matrix() throws -> String {
        let store = try Store.open(
            path: path, configuration: StoreConfiguration(access: .readOnly, checksIntegrity: false))
        let all = Timestamp(microseconds: 0)..<Timestamp(microseconds: .max)
        let request = MatrixRequest(instrument: try StoreInput().instrument, range: all, rows: .all)
        let before = peakKilobytes()
        var matrix: TrainingMatrix?
        let measured = try measure { matrix = try store.trainingMatrix(request) }
        guard let matrix, matrix.rowCount == Self.matrixRows else { throw BenchFailure(why: "rows are missing") }
        // The matrix, its labels and its times are what was asked for; the rest is overhead.
        let own = (matrix.rowCount * (matrix.columnCount * 4 + 4 + 8)) >> 10
        return json(
            "store-matrix", measured,
            "\"rows\":\(matrix.rowCount),\"overhead_megabytes\":\(Double(peakKilobytes() - before - own) / 1024)")
    }

    /// A start with its look at every page.
    private func open() throws -> String {
        let measured = try measure { try Store.open(path: path).close() }
        return json("store-open", measured, "\"rows\":\(2 * Self.matrixRows)")
    }

    private func measure(_ body: () throws -> Void) rethrows -> (cpu: Double, wall: Double) {
        let (cpu, wall) = (cpuSeconds(), wallSeconds())
        try body()
        return (cpuSeconds() - cpu, wallSeconds() - wall)
    }

    private func json(_ name: String, _ measured: (cpu: Double, wall: Double), _ more: String) -> String {
        "{\"workload\":\"\(name)\",\"cpu_seconds\":\(measured.cpu),\"seconds\":\(measured.wall),\(more)}"
    }
}

func wallSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The most memory that the process has held so far.
func peakKilobytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
}
