import Foundation
import Synchronization
import WickDomain
import WickStore

/// A writer at 2,000 rows a second, and four readers that export without a pause: two on the writer's connections, two
/// with their own, as other programs have them.
struct StoreContention {
    private static let rowsPerSecond = 2000
    private static let batchMinutes = 50
    private static let seconds = 20
    /// What one export reads: a week of minutes with their features.
    private static let exportedMinutes = 10_000
    private static let filledMinutes = 100_000

    let path: String

    private final class Record: Sendable {
        private let state = Mutex((isWriting: true, writes: [Double](), exports: [Double](), failures: [String]()))

        var isWriting: Bool { state.withLock { $0.isWriting } }
        func endWriting() { state.withLock { $0.isWriting = false } }
        func addWrite(_ seconds: Double) { state.withLock { $0.writes.append(seconds) } }
        func addExport(_ seconds: Double) { state.withLock { $0.exports.append(seconds) } }
        func fail(_ message: String) { state.withLock { $0.failures.append(message) } }
        func all() -> (writes: [Double], exports: [Double], failures: [String]) {
            state.withLock { ($0.writes, $0.exports, $0.failures) }
        }
    }

    func run() throws -> String {
        let path = path + ".contended"
        let store = try StoreInput.fill(path, minutes: Self.filledMinutes)
        let record = Record()
        let group = DispatchGroup()
        var readers = [store, store]
        for _ in 0..<2 {
            readers.append(try Store.open(path: path, configuration: StoreConfiguration(access: .readOnly)))
        }
        for reader in readers {
            start(in: group, record) { while record.isWriting { try export(from: reader, record) } }
        }
        start(in: group, record) {
            defer { record.endWriting() }
            try write(to: store, record)
        }
        group.wait()
        try store.close()
        return report(record)
    }

    private func write(to store: Store, _ record: Record) throws {
        var input = try StoreInput()
        _ = input.batch(minutes: Self.filledMinutes)
        let batches = Self.rowsPerSecond * Self.seconds / (2 * Self.batchMinutes)
        let interval = Double(Self.seconds) / Double(batches)
        let begin = wallSeconds()
        for index in 0..<batches {
            let batch = input.batch(minutes: Self.batchMinutes)
            let rest = begin + Double(index) * interval - wallSeconds()
            if rest > 0 { usleep(UInt32(rest * 1e6)) }
            let start = wallSeconds()
            try store.write(batch)
            record.addWrite(wallSeconds() - start)
        }
    }

    private func export(from store: Store, _ record: Record) throws {
        let start = wallSeconds()
        let range = StoreInput.minute(0)..<StoreInput.minute(Self.exportedMinutes)
        let instrument = try StoreInput().instrument
        var rows = 0
        try store.forEachCandle(of: instrument, in: range) { _ in rows += 1 }
        try store.forEachVector(of: instrument, in: range) { _ in rows += 1 }
        guard rows == 2 * Self.exportedMinutes else { throw BenchFailure(why: "an export of \(rows) rows") }
        record.addExport(wallSeconds() - start)
    }

    private func start(in group: DispatchGroup, _ record: Record, _ body: @escaping @Sendable () throws -> Void) {
        group.enter()
        Thread.detachNewThread {
            do { try body() } catch { record.fail("\(error)") }
            group.leave()
        }
    }

    private func report(_ record: Record) -> String {
        let (writes, exports, failures) = record.all()
        func quantile(_ values: [Double], _ part: Double) -> Double {
            let sorted = values.sorted()
            return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))] * 1000
        }
        return """
            {"workload":"store-contention","writes":\(writes.count),"write_p50_ms":\(quantile(writes, 0.5)),\
            "write_p99_ms":\(quantile(writes, 0.99)),"write_max_ms":\(quantile(writes, 1)),"exports":\(exports.count),\
            "export_rows":\(2 * Self.exportedMinutes),"export_p50_ms":\(quantile(exports, 0.5)),\
            "export_p99_ms":\(quantile(exports, 0.99)),"failures":\(failures.count)}
            """
    }
}
