/// Looks at all of a model's trees before XGBoost does, which believes what it reads: a child or a feature beyond the end is read from whatever lies
/// there, and a child that is its own ancestor is followed for ever.
struct TreeCheck {
    /// What `BoosterParameters` allows, and a full tree of the depth that it allows.
    static let maximumTrees = 10_000
    static let maximumDepth = 16
    static let maximumNodes = 1 << (maximumDepth + 1)
    /// Basis points that one leaf may add: a price a hundred times as high is no forecast.
    static let maximumLeaf = 1e6

    private let featureCount: Int

    /// - Parameter bytes: as UBJSON.
    /// - Throws: `badArtifact`, which says what is wrong and in which tree.
    static func check(_ bytes: [UInt8], featureCount: Int) throws(LearningError) {
        let model: BinaryJSON
        do throws(BinaryJSONReader.Failure) { model = try BinaryJSONReader.read(bytes) } catch {
            throw .badArtifact("its trees cannot be read: \(error.reason) (byte \(error.offset))")
        }
        try TreeCheck(featureCount: featureCount).check(model)
    }

    private func refuse(_ reason: String) -> LearningError { .badArtifact("its trees cannot be used: \(reason)") }

    private func check(_ model: BinaryJSON) throws(LearningError) {
        guard let learner = model["learner"], let version = model["version"]?.integers, version.count == 3 else {
            throw refuse("they are not a model of XGBoost")
        }
        guard learner["objective"]?["name"]?.text == "reg:squarederror",
            let booster = learner["gradient_booster"], booster["name"]?.text == "gbtree"
        else { throw refuse("they are of another kind than those that wick trains") }
        try check(parameters: learner)
        guard let content = booster["model"], case .list(let trees)? = content["trees"] else {
            throw refuse("there are none")
        }
        try check(content, count: trees.count)
        for (index, tree) in trees.enumerated() { try check(tree, index) }
    }

    private func check(parameters learner: BinaryJSON) throws(LearningError) {
        let parameters = learner["learner_model_param"]
        guard parameters?["num_feature"]?.parameter == featureCount else {
            throw refuse("they have \(shown(parameters?["num_feature"])) features, the schema \(featureCount)")
        }
        guard (parameters?["num_class"]?.parameter ?? 0) == 0, (parameters?["num_target"]?.parameter ?? 1) == 1 else {
            throw refuse("they forecast more than one number")
        }
        let score = parameters?["base_score"]?.text?.filter { $0 != "[" && $0 != "]" }
        guard let score = score.flatMap({ Double($0) }), score.magnitude <= Self.maximumLeaf else {
            throw refuse("the base score is \(shown(parameters?["base_score"]))")
        }
        for key in ["feature_names", "feature_types"] {
            guard let names = learner[key] else { continue }
            guard case .list(let list) = names, list.isEmpty || list.count == featureCount,
                list.allSatisfy({ $0.text != nil })
            else { throw refuse("\(key) does not fit the schema") }
        }
    }

    private func check(_ content: BinaryJSON, count: Int) throws(LearningError) {
        guard count <= Self.maximumTrees else { throw refuse("\(count) trees, above \(Self.maximumTrees)") }
        let parameters = content["gbtree_model_param"]
        guard parameters?["num_trees"]?.parameter == count, (parameters?["num_parallel_tree"]?.parameter ?? 1) == 1,
            (0...1).contains(parameters?["size_leaf_vector"]?.parameter ?? 0)
        else { throw refuse("their number is not what is said of it") }
        guard let info = content["tree_info"]?.integers, info.count == count, info.allSatisfy({ $0 == 0 }) else {
            throw refuse("tree_info does not fit them")
        }
        if let starts = content["iteration_indptr"] {
            guard let starts = starts.integers, starts.first == 0, starts.last == Int64(count),
                zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
            else { throw refuse("iteration_indptr does not fit them") }
        }
    }

    private func shown(_ value: BinaryJSON?) -> String { value?.text.map { "'\($0.prefix(20))'" } ?? "nothing" }

    // MARK: One tree

    private struct Nodes {
        let left: [Int64]
        let right: [Int64]
        let parents: [Int64]
    }

    /// The lists that have an element a node.
    private static let lists = [
        "base_weights", "default_left", "left_children", "loss_changes", "parents", "right_children",
        "split_conditions", "split_indices", "split_type", "sum_hessian",
    ]

    private func check(_ tree: BinaryJSON, _ index: Int) throws(LearningError) {
        func refuse(_ reason: String) -> LearningError { self.refuse("tree \(index): \(reason)") }
        // XGBoost puts each tree where its id says, and reads what lies where none was put.
        guard case .integer(Int64(index))? = tree["id"] else { throw refuse("its id is not \(index)") }
        let parameters = tree["tree_param"]
        guard let count = parameters?["num_nodes"]?.parameter, (1...Self.maximumNodes).contains(count) else {
            throw refuse("the number of its nodes is \(shown(parameters?["num_nodes"]))")
        }
        guard parameters?["num_feature"]?.parameter == featureCount,
            (0...1).contains(parameters?["size_leaf_vector"]?.parameter ?? 0)
        else { throw refuse("it is of another number of features") }
        for list in Self.lists where tree[list]?.count != count {
            throw refuse("\(list) has \(tree[list]?.count ?? 0) elements, not \(count)")
        }
        for list in ["categories", "categories_nodes", "categories_segments", "categories_sizes"]
        where (tree[list]?.count ?? 0) != 0 {
            throw refuse("it splits on categories, which no feature has")
        }
        guard let left = tree["left_children"]?.integers, let right = tree["right_children"]?.integers,
            let parents = tree["parents"]?.integers, let features = tree["split_indices"]?.integers,
            tree["split_type"]?.integers?.allSatisfy({ $0 == 0 }) == true,
            tree["default_left"]?.integers?.allSatisfy({ $0 == 0 || $0 == 1 }) == true,
            let conditions = tree["split_conditions"]?.numbers
        else { throw refuse("its nodes are not made of numbers") }
        if let reason = Self.fault(
            Nodes(left: left, right: right, parents: parents), features, conditions, featureCount,
            deleted: parameters?["num_deleted"]?.parameter ?? 0)
        {
            throw refuse(reason)
        }
    }

    /// Walks from the root over all that can be reached.
    private static func fault(
        _ nodes: Nodes, _ features: [Int64], _ conditions: [Double], _ featureCount: Int, deleted: Int
    ) -> String? {
        let count = nodes.left.count
        var isSeen = [Bool](repeating: false, count: count)
        var waiting = [(node: 0, depth: 0)]
        var seen = 0
        while let (node, depth) = waiting.popLast() {
            if isSeen[node] { return "node \(node) has two parents, or is its own ancestor" }
            isSeen[node] = true
            seen += 1
            guard conditions[node].magnitude <= Double(Float.greatestFiniteMagnitude) else {
                return "node \(node) has no finite value"
            }
            let children = [nodes.left[node], nodes.right[node]]
            if children == [-1, -1] {
                guard conditions[node].magnitude <= maximumLeaf else { return "leaf \(node) is \(conditions[node])" }
                continue
            }
            guard depth < maximumDepth else { return "it is more than \(maximumDepth) deep" }
            guard (0..<Int64(featureCount)).contains(features[node]) else {
                return "node \(node) splits on feature \(features[node]) of \(featureCount)"
            }
            for child in children {
                guard (1..<Int64(max(1, count))).contains(child) else {
                    return "node \(node) has child \(child) of \(count)"
                }
                let place = Int(child)
                guard nodes.parents[place] == Int64(node) else { return "node \(child) names another parent" }
                waiting.append((place, depth + 1))
            }
        }
        return seen == count - deleted ? nil : "\(seen) of its \(count) nodes can be reached, \(deleted) are deleted"
    }
}
