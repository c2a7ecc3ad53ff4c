import CXGBoost

extension Booster {
    private static let denseConfiguration = """
        {"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false, "cache_id": 0,\
         "missing": NaN}
        """
    private static let contributionConfiguration = """
        {"type": 2, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false}
        """
    private static let valueConfiguration = """
        {"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false}
        """

    /// The predicted log return of one vector, NaN where a value is unknown.
    public func predict(_ values: some Collection<Double>) throws(LearningError) -> Double {
        try fill(values)
        return Double(try predict(rowInterface)[0]) / Self.basisPoints
    }

    /// The predicted log returns of some rows.
    public func predict(_ matrix: FeatureMatrix, rows: Range<Int>) throws(LearningError) -> [Double] {
        try predictBasisPoints(matrix, rows: rows).map { Double($0) / Self.basisPoints }
    }

    /// As XGBoost gives them, in basis points.
    public func predictBasisPoints(_ matrix: FeatureMatrix, rows: Range<Int>) throws(LearningError) -> [Float] {
        guard matrix.columnCount == featureCount else {
            throw .badData("a model of \(featureCount) features was given rows of \(matrix.columnCount)")
        }
        guard !rows.isEmpty else { return [] }
        return try matrix.withRows(rows) { values throws(LearningError) in
            let interface = XGBoostCall.arrayInterface(values, columnCount: featureCount)
            return Array(try predict(interface))
        }
    }

    /// What each feature adds to one prediction, as log returns, in the order of the schema, and last what the model
    /// predicts without any of them: the sum is the prediction. (Lundberg and others, "Consistent individualized
    /// feature attribution for tree ensembles", 2018.)
    public func contributions(_ values: some Collection<Double>) throws(LearningError) -> [Double] {
        try fill(values)
        let single = FeatureMatrix(Array(row), columnCount: featureCount)
        let matrix = try BoosterMatrix(single, rows: 0..<1, threads: 1)
        return try predict(matrix, Self.contributionConfiguration).map { Double($0) / Self.basisPoints }
    }

    /// The mean gain of the splits on each feature that the trees split on; by its position, the largest first.
    public func gains() throws(LearningError) -> [(feature: Int, gain: Double)] {
        var count: bst_ulong = 0
        var dimension: bst_ulong = 0
        var names: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        var shape: UnsafePointer<bst_ulong>?
        var scores: UnsafePointer<Float>?
        try XGBoostCall.check(
            "reading the features' gain",
            XGBoosterFeatureScore(
                handle, #"{"importance_type": "gain"}"#, &count, &names, &dimension, &shape, &scores))
        let found = (0..<Int(count)).compactMap { index -> (feature: Int, gain: Double)? in
            // Without names of ours they are f0, f1, ...
            guard let name = names?[index], let gain = scores?[index] else { return nil }
            guard let feature = Int(String(cString: name).dropFirst()) else { return nil }
            return (feature, Double(gain))
        }
        return found.sorted { ($1.gain, $0.feature) < ($0.gain, $1.feature) }
    }

    /// What the trees give for a matrix that XGBoost holds; while training this costs the newest tree only.
    func predictBasisPoints(_ matrix: BoosterMatrix) throws(LearningError) -> UnsafeBufferPointer<Float> {
        try predict(matrix, Self.valueConfiguration)
    }

    private func predict(_ interface: String) throws(LearningError) -> UnsafeBufferPointer<Float> {
        var shape: UnsafePointer<bst_ulong>?
        var dimension: bst_ulong = 0
        var values: UnsafePointer<Float>?
        let result = XGBoosterPredictFromDense(
            handle, interface, Self.denseConfiguration, nil, &shape, &dimension, &values)
        try XGBoostCall.check("predicting", result)
        return UnsafeBufferPointer(start: values, count: Self.count(shape, dimension))
    }

    private func predict(
        _ matrix: BoosterMatrix, _ configuration: String
    ) throws(LearningError) -> UnsafeBufferPointer<Float> {
        var shape: UnsafePointer<bst_ulong>?
        var dimension: bst_ulong = 0
        var values: UnsafePointer<Float>?
        let result = XGBoosterPredictFromDMatrix(handle, matrix.handle, configuration, &shape, &dimension, &values)
        try XGBoostCall.check("predicting", result)
        return UnsafeBufferPointer(start: values, count: Self.count(shape, dimension))
    }

    private static func count(_ shape: UnsafePointer<bst_ulong>?, _ dimension: bst_ulong) -> Int {
        (0..<Int(dimension)).reduce(1) { $0 * Int(shape?[$1] ?? 0) }
    }
}
