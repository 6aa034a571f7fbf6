namespace MinioPipeline;

/// <summary>A day as a station sends it; what a sensor did not measure is null.</summary>
internal sealed record Day(DateOnly Date, double? Precipitation, double? TempMax, double? TempMin, double? Wind, string? Weather);
