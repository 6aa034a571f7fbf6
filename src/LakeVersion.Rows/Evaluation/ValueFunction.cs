namespace LakeVersion.Rows.Evaluation;

/// <summary>A function by its name.</summary>
/// <param name="Name">In small letters.</param>
/// <param name="Least">How many operands it takes at least.</param>
/// <param name="Most">And at most.</param>
/// <param name="Bind">Makes the node of operands; refuses types that it does not take.</param>
internal sealed record ValueFunction(string Name, int Least, int Most, Func<Node[], Node> Bind);
