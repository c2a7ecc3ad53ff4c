import CXGBoost

/// Rows as XGBoost holds them (a DMatrix). Owned by one training run.
final class BoosterMatrix {
    let handle: DMatrixHandle
    let rowCount: Int

    /// Copies the rows into XGBoost's memory straight from the matrix's.
    init(_ matrix: FeatureMatrix, rows: Range<Int>, threads: Int) throws(LearningError) {
        try XGBoostCall.silence()
        var created: DMatrixHandle?
        try matrix.withRows(rows) { values throws(LearningError) in
            let result = XGDMatrixCreateFromMat_omp(
                values.baseAddress, bst_ulong(rows.count), bst_ulong(matrix.columnCount), .nan, &created,
                Int32(threads))
            try XGBoostCall.check("giving XGBoost \(rows.count) rows", result)
        }
        guard let created else { preconditionFailure("XGBoost gave no matrix and no error") }
        handle = created
        rowCount = rows.count
    }

    deinit { XGDMatrixFree(handle) }
}
