using LakeVersion.Rows.Expressions;
using Schema = Apache.Arrow.Schema;

namespace LakeVersion.Checks;

/// <summary>Every row keeps to a test, as <c>shipped is null or shipped &gt;= '2020-01-01'</c>. As with a CHECK of SQL, a row fails where the
/// test is false; where a null leaves it unknown, the row passes.</summary>
/// <param name="Test">The test, in the words of <see cref="PredicateText"/>.</param>
public sealed record EveryRow(string Test) : RowExpectation
{
    private protected override string Words => $"every row to keep to: {Test}";

    private protected override string? TestedColumn => null;

    private protected override Predicate Wrong(Schema schema) => !PredicateText.Parse(Test, schema);
}
