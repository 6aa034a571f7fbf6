using LakeVersion.Rows.Cells;

namespace LakeVersion.Rows.Tests.Cells;

public sealed class TextTests
{
    [Theory]
    [InlineData("2024-02-29T12:00:00.5+02:00", "2024-02-29T10:00:00.500000Z")]
    [InlineData("2024-02-29 00:30-01:30", "2024-02-29T02:00:00Z")]
    [InlineData("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59", "9999-12-31T23:59:59")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00")]
    public void Times_are_read_with_their_zone(string text, string expected)
    {
        Assert.True(IsoText.TryParseTime(text, out var microseconds, out var hasZone));
        Assert.Equal(expected, IsoText.Time(microseconds, hasZone));
    }

    [Theory]
    [InlineData("2023-02-29")]
    [InlineData("2024-1-01")]
    [InlineData("2024-01-01T")]
    [InlineData("2024-01-01TZ")]
    [InlineData("2024-01-01T24:00")]
    [InlineData("2024-01-01T12:60")]
    [InlineData("2024-01-01T12:00:60")]
    [InlineData("2024-01-01T12:00:00.")]
    [InlineData("2024-01-01T12:00:00.1234567")]
    [InlineData("2024-01-01T12:00+19:00")]
    [InlineData("2024-01-01x12:00")]
    [InlineData("0000-01-01")]
    [InlineData("")]
    public void What_is_no_time_is_refused(string text) => Assert.False(IsoText.TryParseTime(text, out _, out _));

    [Theory]
    [InlineData("1.25", 4, 2, "1.25")]
    [InlineData("-.5", 4, 2, "-0.50")]
    [InlineData("007", 4, 2, "7.00")]
    [InlineData("1.2500", 4, 2, "1.25")]
    [InlineData("1.256", 4, 2, null)]
    [InlineData("100", 4, 2, null)]
    [InlineData("1e2", 4, 2, null)]
    [InlineData("-", 4, 2, null)]
    [InlineData(".", 4, 2, null)]
    [InlineData("-99999999999999999999999999999999999999", 38, 0, "-99999999999999999999999999999999999999")]
    public void Decimals_are_read_exactly_or_not_at_all(string text, int precision, int scale, string? expected) =>
        Assert.Equal(expected, DecimalText.TryParse(text, precision, scale, out var value) ? DecimalText.Of(value, scale) : null);
}
