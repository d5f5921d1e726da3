"""What the desk tells the world of its checks: counts, scale, ClaimReview, and what to look at before."""
