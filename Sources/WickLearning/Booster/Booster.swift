import CXGBoost

/// Boosted trees that are grown: predicts, explains, and turns into bytes and back. Not for several threads at once; an
/// actor makes its own from the bytes.
///
/// The trees speak basis points of log return (1e-4). XGBoost ignores splits that gain less than 1e-6, and squared
/// returns of minutes are of that size; and a price moves by basis points, so a dumped tree can be read.
public final class Booster {
    public enum Format: String, CaseIterable, Sendable {
        case json
        /// Binary JSON: half the size, and the form in which models are stored.
        case ubjson = "ubj"
    }

    /// Basis points in a log return of 1.
    static let basisPoints = 10_000.0

    let handle: BoosterHandle
    public let featureCount: Int
    let row: UnsafeMutableBufferPointer<Float>
    /// What XGBoost is told about `row`, made once: the row's address does not change.
    let rowInterface: String

    /// Reads either format. The bytes must be a model's: `ModelArtifact` sees to that by a checksum, because XGBoost
    /// trusts what it reads.
    public convenience init(bytes: [UInt8]) throws(LearningError) {
        let created = try Booster.create(caching: [])
        do throws(LearningError) {
            try Booster.load(bytes, into: created)
            // Threads that wait for each other cost more than they save on one row.
            try XGBoostCall.check("configuring a model", XGBoosterSetParam(created, "nthread", "1"))
            var count: bst_ulong = 0
            try XGBoostCall.check("counting a model's features", XGBoosterGetNumFeature(created, &count))
            guard count > 0 else { throw .badArtifact("it has no features") }
            self.init(taking: created, featureCount: Int(count))
        } catch {
            XGBoosterFree(created)
            throw error
        }
    }

    init(taking handle: BoosterHandle, featureCount: Int) {
        self.handle = handle
        self.featureCount = featureCount
        row = .allocate(capacity: featureCount)
        row.initialize(repeating: .nan)
        rowInterface = XGBoostCall.arrayInterface(UnsafeBufferPointer(row), columnCount: featureCount)
    }

    deinit {
        XGBoosterFree(handle)
        row.deallocate()
    }

    static func create(caching matrices: [BoosterMatrix]) throws(LearningError) -> BoosterHandle {
        try XGBoostCall.silence()
        var created: BoosterHandle?
        let handles: [DMatrixHandle?] = matrices.map(\.handle)
        try XGBoostCall.check("creating a model", XGBoosterCreate(handles, bst_ulong(handles.count), &created))
        guard let created else { preconditionFailure("XGBoost gave no model and no error") }
        return created
    }

    private static func load(_ bytes: [UInt8], into handle: BoosterHandle) throws(LearningError) {
        // Reading begins OpenMP's threads, whatever the model's own number of them says; and a thread that cannot be made ends the process.
        let result = XGBoostCall.onOneThread {
            bytes.withUnsafeBytes { XGBoosterLoadModelFromBuffer(handle, $0.baseAddress, bst_ulong($0.count)) }
        }
        try XGBoostCall.check("reading a model of \(bytes.count) bytes", result)
    }

    /// The trees alone; the same trees give the same bytes.
    public func bytes(as format: Format) throws(LearningError) -> [UInt8] {
        var count: bst_ulong = 0
        var start: UnsafePointer<CChar>?
        let configuration = #"{"format": "\#(format.rawValue)"}"#
        try XGBoostCall.check(
            "writing a model as \(format)", XGBoosterSaveModelToBuffer(handle, configuration, &count, &start))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(count)))
    }

    /// Puts one vector where `rowInterface` says that it is.
    func fill(_ values: some Collection<Double>) throws(LearningError) {
        guard values.count == featureCount else {
            throw .badData("a model of \(featureCount) features was given \(values.count) values")
        }
        for (index, value) in values.enumerated() { row[index] = Float(value) }
    }

    public var roundCount: Int {
        get throws(LearningError) {
            var count: Int32 = 0
            try XGBoostCall.check("counting trees", XGBoosterBoostedRounds(handle, &count))
            return Int(count)
        }
    }
}
