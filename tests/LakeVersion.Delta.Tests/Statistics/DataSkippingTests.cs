using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Statistics;
using LakeVersion.Delta.Tests.Support;
using LakeVersion.Rows.Expressions;

namespace LakeVersion.Delta.Tests.Statistics;

/// <summary>What bounds of other writers do not prove.</summary>
public sealed class DataSkippingTests
{
    [Theory]
    [InlineData("x > 5e0", "\"x\":1.5", "\"x\":2.5", true)]
    [InlineData("x = nan", "\"x\":1.5", "\"x\":2.5", true)]
    [InlineData("not (x <= 2.5e0)", "\"x\":1.5", "\"x\":2.5", true)]
    [InlineData("not (x = 2.5e0)", "\"x\":2.5", "\"x\":2.5", true)]
    [InlineData("x < 1e0", "\"x\":1.5", "\"x\":2.5", false)]
    [InlineData("x = 5e0", "\"x\":1.5", "\"x\":2.5", false)]
    [InlineData("name > 'abz'", "\"name\":\"a\"", "\"name\":\"ab\"", true)]
    [InlineData("name = 'ab😈'", "\"name\":\"a\"", "\"name\":\"ab\uFFFD\"", true)]
    [InlineData("name = 'ad'", "\"name\":\"a\"", "\"name\":\"ab\uFFFD\"", false)]
    [InlineData("at > timestamp '1970-01-01T00:00:00.001500'", "\"at\":\"1970-01-01T00:00:00.000Z\"", "\"at\":\"1970-01-01T00:00:00.001Z\"", true)]
    [InlineData("at < timestamp '1969-12-31T23:59:59.999500'", "\"at\":\"1970-01-01T00:00:00.000Z\"", "\"at\":\"1970-01-01T00:00:00.001Z\"", true)]
    [InlineData("at > timestamp '1970-01-01T00:00:00.002'", "\"at\":\"1970-01-01T00:00:00.000Z\"", "\"at\":\"1970-01-01T00:00:00.001Z\"", false)]
    [InlineData("price = -4952011697623883981249606559.2771477504", "\"price\":-4.952011697623884E+27", "\"price\":-4.952011697623884E+27", true)]
    [InlineData("price = -4952011697623883981249606559.2771477504", "\"price\":-4952011697623884000000000000", "\"price\":-4952011697623884000000000000", true)]
    [InlineData("price = -4952011697623883981249606559.2771477504", "\"price\":-4952011697623883981249606560.2771477505", "\"price\":-4952011697623883981249606559.2771477505", false)]
    [InlineData("not (name = 'b' and x < 1e0)", "\"name\":\"b\"", "\"name\":\"b\"", true)]
    [InlineData("not (n <=> 5)", "\"n\":5", "\"n\":5", true)]
    [InlineData("not (n = 5)", "\"n\":5", "\"n\":5", false)]
    [InlineData("n is null", "\"n\":5", "\"n\":5", true)]
    [InlineData("x is null", "\"x\":5", "\"x\":5", false)]
    public void A_file_is_left_out_only_where_its_bounds_prove_it(string text, string min, string max, bool mayPass)
    {
        var schema = ArrowSchemas.FromArrow(Bench.Schema(
            ("x", DoubleType.Default), ("name", StringType.Default), ("at", ArrowSchemas.Timestamp), ("price", new Decimal128Type(38, 10)),
            ("n", Int64Type.Default)));
        var statistics = FileStatistics.Parse($$$"""{"numRecords":3,"minValues":{{{{min}}}},"maxValues":{{{{max}}}},"nullCount":{"x":0,"name":0,"at":0,"price":0,"n":1}}""");
        var predicate = PredicateText.Parse(text, ArrowSchemas.ToArrow(schema));
        Assert.Equal(mayPass, DataSkipping.MayPass(predicate, path => statistics.Column(schema.Find(path.Names[0])!)));
    }
}
