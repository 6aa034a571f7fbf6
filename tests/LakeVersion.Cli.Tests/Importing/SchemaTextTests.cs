using LakeVersion.Cli.Importing;
using LakeVersion.Rows.Cells;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Tests.Importing;

public sealed class SchemaTextTests
{
    [Theory]
    [InlineData("a int, b date", "a int, b date")]
    [InlineData("a BIGINT not null,\n`odd ``name` decimal(10,2)", "a long!, odd `name decimal(10,2)")]
    [InlineData("a array<struct<x: long, y: string>>, m map<string, double>, t timestamp_ntz", "a array<struct<x: long, y: string>>, m map<string, double>, t timestamp_ntz")]
    public void Columns_are_read(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", SchemaText.Parse(text).FieldsList.Select(field => $"{field.Name} {TypeText.Of(field.DataType)}{(field.IsNullable ? "" : "!")}")));

    [Theory]
    [InlineData("a", "character 2: expected a type")]
    [InlineData("a int b", "character 7: expected a comma or the end, found 'b'")]
    [InlineData("a int, a long", "named twice")]
    [InlineData("a decimal(39,2)", "at most 38 digits")]
    [InlineData("a array<int", "expected '>'")]
    [InlineData("", "the name of a column")]
    public void A_fault_names_its_place(string text, string message) =>
        Assert.Contains(message, Assert.Throws<LakeException>(() => SchemaText.Parse(text)).Message);
}
