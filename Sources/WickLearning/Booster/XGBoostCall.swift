import CXGBoost

/// Every call into XGBoost goes through here, so that its answer is looked at and its words reach the error.
enum XGBoostCall {
    static func check(_ doing: @autoclosure () -> String, _ result: Int32) throws(LearningError) {
        guard result != 0 else { return }
        throw .xgboost(doing: doing(), message: firstLine(String(cString: XGBGetLastError())))
    }

    /// XGBoost's errors have a stack trace below them, and the time and the place in its source before them.
    static func firstLine(_ text: String) -> String {
        let line = text.split(separator: "\n").first { !$0.isEmpty } ?? "no reason given"
        guard line.first == "[", let end = line.firstRange(of: ": ") else { return String(line) }
        return String(line[end.upperBound...])
    }

    /// XGBoost writes to standard error, over the screen, unless it is told not to; it keeps that setting a thread.
    static func silence() throws(LearningError) {
        try check("setting XGBoost's verbosity", XGBSetGlobalConfig(#"{"verbosity": 0}"#))
        try check("taking XGBoost's messages", XGBRegisterLogCallback { _ in })
    }

    /// What XGBoost calls an array interface: the address and shape of floats, as JSON.
    static func arrayInterface(_ values: UnsafeBufferPointer<Float>, columnCount: Int) -> String {
        let address = UInt(bitPattern: values.baseAddress)
        return """
            {"data": [\(address), true], "shape": [\(values.count / columnCount), \(columnCount)], \
            "typestr": "<f4", "version": 3}
            """
    }
}
