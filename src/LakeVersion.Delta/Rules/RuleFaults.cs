using LakeVersion.Storage;

namespace LakeVersion.Delta.Rules;

/// <summary>Faults of the rules themselves: in a table that another engine made they mean that it is not written here; in what a user
/// asks for they are the user's.</summary>
/// <param name="kind">What such a fault is.</param>
/// <param name="table">The table's name, for messages.</param>
internal sealed class RuleFaults(LakeErrorKind kind, string table)
{
    /// <summary>Rules that are in a table already.</summary>
    public static RuleFaults Stored(string table) => new(LakeErrorKind.Unsupported, table);

    /// <summary>Rules that a user asks for.</summary>
    public static RuleFaults Asked(string table) => new(LakeErrorKind.Invalid, table);

    /// <param name="rule">The rule by its name, such as <c>the constraint 'positive'</c>.</param>
    /// <param name="feature">The feature it is part of.</param>
    /// <param name="expression">Its expression.</param>
    /// <param name="why">What is wrong.</param>
    public LakeException Expression(string rule, string feature, string expression, string why) =>
        new(kind, kind == LakeErrorKind.Invalid
            ? $"{table} does not get {rule}: its expression ({expression}) is not understood. {why}"
            : $"{table} has {rule} (feature {feature}), whose expression ({expression}) is not understood, so no rows are written: {why}");

    /// <inheritdoc cref="Expression"/>
    public LakeException Rule(string rule, string feature, string why) => new(kind, $"{table} has {rule} (feature {feature}): {why}");
}
