#if canImport(Glibc)
    import Glibc
#endif
public import WickDomain

/// Features, labels and times of one instrument, as XGBoost takes them: one contiguous block of 32-bit floats, row
/// after row. Owns the memory; never changed once it is made.
public final class TrainingMatrix: @unchecked Sendable {
    public let instrument: Instrument
    public let featureNames: [String]
    public let schemaHash: String
    public let horizon: Duration
    /// The starts of the minutes, ascending; one a row. The features of a row became known after its minute had ended.
    public let openTimes: [Timestamp]
    /// Log returns from the row's close to the close exactly one horizon later; NaN where a minute from the one to the
    /// other is missing, or was not wholly observed.
    public let labels: [Float]
    private let start: UnsafeMutablePointer<Float>

    public var rowCount: Int { openTimes.count }
    public var columnCount: Int { featureNames.count }

    /// Takes the memory over.
    init(
        instrument: Instrument, featureNames: [String], schemaHash: String, horizon: Duration, rows: FloatRows,
        openTimes: [Timestamp], labels: [Float]
    ) {
        self.instrument = instrument
        self.featureNames = featureNames
        self.schemaHash = schemaHash
        self.horizon = horizon
        self.openTimes = openTimes
        self.labels = labels
        start = rows.release()
    }

    deinit { free(start) }

    /// Row-major values, `rowCount * columnCount` of them; NaN where unknown. The pointer is valid during the call.
    public func withValues<Value>(_ body: (UnsafeBufferPointer<Float>) throws -> Value) rethrows -> Value {
        try body(UnsafeBufferPointer(start: start, count: rowCount * columnCount))
    }

    /// One value, for looking at single ones.
    public subscript(row: Int, column: Int) -> Float {
        precondition((0..<rowCount).contains(row) && (0..<columnCount).contains(column), "outside of the matrix")
        return start[row * columnCount + column]
    }
}

/// Rows of floats whose number is not known before. Grows by half: `realloc` moves pages of this size within the
/// address space instead of copying them, and pages that are never touched take no memory.
final class FloatRows {
    private static let firstRows = 4096

    private let width: Int
    private var capacity: Int
    private var start: UnsafeMutablePointer<Float>?
    private(set) var count = 0

    init(width: Int) {
        precondition(width > 0, "a matrix without columns")
        self.width = width
        capacity = Self.firstRows
        start = Self.resized(nil, floats: capacity * width)
    }

    deinit { free(start) }

    /// Room for one more row, which counts from now on; valid until the next call.
    @inline(__always)
    func append() -> UnsafeMutablePointer<Float> {
        if count == capacity { grow() }
        count += 1
        // Present from init to release, after which nothing is appended.
        return start.unsafelyUnwrapped + (count - 1) * width
    }

    /// Overwrites the row that came last.
    func removeLast() { count -= 1 }

    /// Hands the memory over, cut to size.
    func release() -> UnsafeMutablePointer<Float> {
        let released = Self.resized(start, floats: max(1, count * width))
        start = nil
        return released
    }

    private func grow() {
        capacity += capacity / 2
        start = Self.resized(start, floats: capacity * width)
    }

    private static func resized(_ old: UnsafeMutablePointer<Float>?, floats: Int) -> UnsafeMutablePointer<Float> {
        guard let memory = realloc(old, floats * MemoryLayout<Float>.stride) else {
            preconditionFailure("no memory for a matrix of \(floats) floats")
        }
        return memory.bindMemory(to: Float.self, capacity: floats)
    }
}
