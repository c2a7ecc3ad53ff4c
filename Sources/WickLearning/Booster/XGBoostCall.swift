import CXGBoost
import Glibc

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

    /// Work during which OpenMP takes the calling thread only. Its library comes with XGBoost's; where it has no such call, there is nothing to limit.
    static func onOneThread<Value>(_ work: () -> Value) -> Value {
        guard let (count, limit) = threadCalls else { return work() }
        let before = count()
        limit(1)
        defer { limit(before) }
        return work()
    }

    private typealias ThreadCount = @convention(c) () -> Int32
    private typealias ThreadLimit = @convention(c) (Int32) -> Void

    private static let threadCalls: (ThreadCount, ThreadLimit)? = {
        guard let count = dlsym(nil, "omp_get_max_threads"), let limit = dlsym(nil, "omp_set_num_threads") else {
            return nil
        }
        return (unsafeBitCast(count, to: ThreadCount.self), unsafeBitCast(limit, to: ThreadLimit.self))
    }()

    /// What XGBoost calls an array interface: the address and shape of floats, as JSON.
    static func arrayInterface(_ values: UnsafeBufferPointer<Float>, columnCount: Int) -> String {
        let address = UInt(bitPattern: values.baseAddress)
        return """
            {"data": [\(address), true], "shape": [\(values.count / columnCount), \(columnCount)], \
            "typestr": "<f4", "version": 3}
            """
    }
}
