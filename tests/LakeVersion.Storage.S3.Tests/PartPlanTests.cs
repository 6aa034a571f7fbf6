using CsCheck;

namespace LakeVersion.Storage.S3.Tests;

public sealed class PartPlanTests
{
    private const long MebiByte = 1 << 20;
    private const long GibiByte = 1 << 30;
    private const long LongestObject = 5L << 40;
    private const long SmallestPart = 5 * MebiByte;
    private const long LargestPart = 5 * GibiByte;

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(1024)]
    public void Parts_are_large_enough_never_shrink_and_fit_the_memory(int memory)
    {
        var plan = new PartPlan(memory << 20);
        var last = 0;
        for (var number = 1; number <= PartPlan.MostParts; number++)
        {
            var size = plan.PartBytes(number);
            Assert.InRange(size, SmallestPart, LargestPart);
            Assert.InRange(size, last, memory << 20);
            Assert.InRange((long)size * plan.Parallel(size), size, memory << 20);
            last = size;
        }
    }

    [Theory]
    [InlineData(16, 148)]
    [InlineData(64, 460)]
    [InlineData(1024, 460)]
    public void A_stream_of_unknown_length_may_be_as_long_as_its_parts_together(int memory, long atLeastGibiBytes)
    {
        var plan = new PartPlan(memory << 20);
        Assert.Equal(Enumerable.Range(1, PartPlan.MostParts).Sum(number => (long)plan.PartBytes(number)), plan.MostUnknownBytes);
        Assert.InRange(plan.MostUnknownBytes, (atLeastGibiBytes - 1) * GibiByte, (atLeastGibiBytes + 1) * GibiByte);
    }

    [Fact]
    public void Less_memory_than_two_parts_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => new PartPlan((2 * PartPlan.FirstPartBytes) - 1));

    [Fact]
    public void Every_length_that_a_server_takes_is_cut_into_parts_that_it_takes()
    {
        var longest = new PartPlan(16 << 20).MostUnknownBytes;
        foreach (var length in (long[])[longest + 1, longest + 12_345, 500 * GibiByte, (500 * GibiByte) + 1, (1L << 40) - 1, LongestObject - 1, LongestObject])
        {
            var size = PartPlan.KnownPartBytes(length);
            Assert.InRange(size, SmallestPart, LargestPart);
            Assert.InRange((length + size - 1) / size, 1, PartPlan.MostParts);
        }
    }

    // Servers that want equal parts (R2) get them on this path; only the last is shorter.
    [Fact]
    public void Parts_of_known_length_are_whole_mebibytes() => Gen.Long[1, LongestObject].Sample(static length =>
        PartPlan.KnownPartBytes(length) % MebiByte == 0 && PartPlan.KnownPartBytes(length) * PartPlan.MostParts >= length);
}
