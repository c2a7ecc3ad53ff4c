/// Feature vectors row by row in one stretch of memory: Float32, NaN where unknown. Copies share it; nothing writes to
/// it once it is made.
public struct FeatureMatrix: Sendable {
    public let rowCount: Int
    public let columnCount: Int
    private let memory: MatrixMemory

    /// Takes over memory that somebody else filled, for example the store or a mapped file, without copying it.
    ///
    /// - Parameters:
    ///   - base: `rowCount * columnCount` floats that nobody writes to until `release` is called.
    ///   - release: Called once, on any thread, when the last user is gone.
    public init(
        rowCount: Int, columnCount: Int, taking base: UnsafePointer<Float>, release: @escaping @Sendable () -> Void
    ) {
        precondition(rowCount >= 0 && columnCount > 0, "a matrix has no negative rows, and columns")
        self.rowCount = rowCount
        self.columnCount = columnCount
        memory = MatrixMemory(base: base, release: release)
    }

    /// A copy of the values, row by row.
    public init(_ values: [Float], columnCount: Int) {
        precondition(columnCount > 0 && values.count.isMultiple(of: columnCount), "a row that is not whole")
        self.init(rowCount: values.count / columnCount, columnCount: columnCount) { target in
            _ = target.update(fromContentsOf: values)
        }
    }

    /// Memory of the matrix's own, which `fill` must fill.
    public init(rowCount: Int, columnCount: Int, fill: (UnsafeMutableBufferPointer<Float>) -> Void) {
        // One more, because an allocation of nothing has no address.
        let target = UnsafeMutableBufferPointer<Float>.allocate(capacity: rowCount * columnCount + 1)
        target.initialize(repeating: .nan)
        fill(UnsafeMutableBufferPointer(rebasing: target[0..<rowCount * columnCount]))
        guard let base = target.baseAddress else { preconditionFailure("an allocation without an address") }
        nonisolated(unsafe) let owned = target
        self.init(rowCount: rowCount, columnCount: columnCount, taking: base) { owned.deallocate() }
    }

    public subscript(row: Int, column: Int) -> Float {
        precondition((0..<rowCount).contains(row) && (0..<columnCount).contains(column), "outside of the matrix")
        return memory.base[row * columnCount + column]
    }

    /// The values of some rows, valid inside of `body` only.
    public func withRows<Result, Failure: Error>(
        _ rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows outside of the matrix")
        let start = memory.base + rows.lowerBound * columnCount
        defer { withExtendedLifetime(memory) {} }
        return try body(UnsafeBufferPointer(start: start, count: rows.count * columnCount))
    }

    /// The rows named, in that order; the same memory where they are one unbroken run from the first row on.
    func selecting(_ rows: [Int]) -> FeatureMatrix {
        if rows.last.map({ $0 == rows.count - 1 }) ?? true, rows.first ?? 0 == 0 { return prefix(rows.count) }
        return FeatureMatrix(rowCount: rows.count, columnCount: columnCount) { target in
            guard let start = target.baseAddress else { return }
            for (index, row) in rows.enumerated() {
                (start + index * columnCount).update(from: memory.base + row * columnCount, count: columnCount)
            }
        }
    }

    private func prefix(_ count: Int) -> FeatureMatrix {
        let memory = memory
        return FeatureMatrix(rowCount: count, columnCount: columnCount, taking: memory.base) {
            withExtendedLifetime(memory) {}
        }
    }
}

private final class MatrixMemory: @unchecked Sendable {
    // Unchecked because of the pointer; the memory behind it does not change while this lives.
    let base: UnsafePointer<Float>
    private let release: @Sendable () -> Void

    init(base: UnsafePointer<Float>, release: @escaping @Sendable () -> Void) {
        self.base = base
        self.release = release
    }

    deinit { release() }
}
