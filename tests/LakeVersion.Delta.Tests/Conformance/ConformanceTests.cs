namespace LakeVersion.Delta.Tests.Conformance;

/// <summary>Tables that Spark and others wrote, each by value.</summary>
[Trait("store", "none")]
public sealed class ConformanceTests
{
    public static IEnumerable<TheoryDataRow<string>> Tables => FixtureTables.Names;

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_table_is_as_expected(string table)
    {
        Assert.SkipWhen(table == FixtureTables.None, "fixtures not found");
        await ConformanceRun.Of(table);
    }

    [Fact]
    public void Every_table_has_an_expectation_and_every_expectation_a_table()
    {
        Support.Fixtures.Delta();
        Assert.Equal(
            Tables.Select(row => row.Data).Order(StringComparer.Ordinal),
            Catalogue.All.Select(entry => entry.Table).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_refusal_has_a_reason() =>
        Assert.All(Catalogue.All, entry => Assert.Equal(entry.Kind is null, entry.Reason is null));
}
