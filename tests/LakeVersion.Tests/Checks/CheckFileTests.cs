using System.Text;
using LakeVersion.Checks;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Tests.Checks;

public sealed class CheckFileTests
{
    [Fact]
    public void A_file_names_checks_of_all_kinds()
    {
        var checks = CheckFile.Parse(Encoding.UTF8.GetBytes(
            """
            {
              // What must hold before orders are published.
              "version": 1,
              "checks": [
                {
                  "name": "orders", "table": "sales/orders",
                  "notNull": ["id"],
                  "unique": [["id"], ["day", "shop"]],
                  "range": [{ "column": "price", "min": 0, "max": 99.5 }],
                  "values": [{ "column": "state", "in": ["new", "paid"] }],
                  "where": ["price > 0 or state = 'new'"],
                  "rows": { "min": 1, "maxChangePercent": 20 },
                  "fresh": [{ "column": "day", "within": "36h" }],
                  "schema": { "columns": { "id": "long" }, "exactly": true },
                },
              ],
            }
            """), "checks.json");
        var check = Assert.IsType<TableExpectations>(Assert.Single(checks));
        Assert.Equal(("orders", "sales/orders"), (check.Name, check.Table));
        Assert.Equal(9, check.Expectations.Count);
        Assert.Equal(new InRange("price", Scalar.Of(0L), Scalar.Of(99.5m)), check.Expectations[3]);
        Assert.Contains(new Fresh("day", TimeSpan.FromHours(36)), check.Expectations);
        Assert.Contains(new RowCount { Min = 1, MaxChangePercent = 20 }, check.Expectations);
    }

    [Theory]
    [InlineData("nonsense", "checks.json is no file of checks")]
    [InlineData("null", "found null")]
    [InlineData("""{ "checks": [{ "name": "a" }] }""", "table")]
    [InlineData("""{ "checks": [{ "name": "a", "table": "t" }] }""", "something to expect")]
    [InlineData("""{ "checks": [{ "name": "a", "table": "t", "notnull": ["x"] }] }""", "notnull")]
    [InlineData("""{ "checks": [{ "name": "a", "table": "t", "range": [{ "column": "x" }] }] }""", "neither min nor max")]
    [InlineData("""{ "checks": [{ "name": "a", "table": "t", "range": [{ "column": "x", "min": [] }] }] }""", "found []")]
    [InlineData("""{ "checks": [{ "name": "a", "table": "t", "values": [{ "column": "x", "in": [null] }] }] }""", "found null")]
    [InlineData("""{ "checks": [{ "name": "a", "table": "t", "fresh": [{ "column": "x", "within": "soon" }] }] }""", "found 'soon'")]
    [InlineData("""{ "checks": [{ "name": "a", "table": "t", "unique": [[]] }] }""", "names no column")]
    [InlineData("""{ "checks": [{ "name": "a", "table": "t", "where": ["x"] }, { "name": "a", "table": "t", "where": ["x"] }] }""", "there twice")]
    public void A_file_that_is_none_is_refused(string json, string words)
    {
        var e = Assert.Throws<LakeException>(() => CheckFile.Parse(Encoding.UTF8.GetBytes(json), "checks.json"));
        Assert.Equal(LakeErrorKind.Invalid, e.Kind);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }
    [Fact]
    public void A_file_of_another_version_is_refused_for_that_and_not_for_what_it_has_besides()
    {
        foreach (var json in (string[])["""{ "version": 2, "checks": [], "gates": [] }""", """{ "version": 0, "checks": [] }"""])
        {
            var e = Assert.Throws<LakeException>(() => CheckFile.Parse(Encoding.UTF8.GetBytes(json), "checks.json"));
            Assert.Equal(LakeErrorKind.Unsupported, e.Kind);
            Assert.Contains("reads version 1", e.Message, StringComparison.Ordinal);
        }
    }
}
